using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases;

/// <summary>Something that was found, decided or made with the programme's models.</summary>
public sealed record UseCase
{
    public required string Id { get; init; }

    public required string InstitutionId { get; init; }

    public required string TitleJa { get; init; }

    public required string TitleEn { get; init; }

    public required string Summary { get; init; }

    public required string PersonId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    public required IReadOnlyList<string> Evidence { get; init; }

    public Words Title => new(TitleJa, TitleEn);

    public NodeRef Node => NodeRef.Of("usecase", Id);

    public UseCaseView ToView() => new(Id, InstitutionId, TitleJa, TitleEn, Summary, PersonId, CreatedAt, Models, Evidence);
}

internal sealed class UseCaseTable : IEntityTypeConfiguration<UseCase>
{
    public void Configure(EntityTypeBuilder<UseCase> builder)
    {
        builder.ToTable("use_case").HasKey(row => row.Id);
        builder.Ignore(row => row.Title).Ignore(row => row.Node);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.Property(row => row.Models).AsJson();
        builder.Property(row => row.Evidence).AsJson();
    }
}
