using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Cases;

/// <summary>How far a use case has come; each stage asks for what shows it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UseCaseStage>))]
public enum UseCaseStage
{
    /// <summary>What one would like to do; counts for nothing yet.</summary>
    Idea,

    /// <summary>Done once: models, and a use, job or result that shows it.</summary>
    Tried,

    /// <summary>Confirmed: a measured result or a publication besides.</summary>
    Validated,

    /// <summary>Somebody works with it: they say so in a letter.</summary>
    InUse,
}

/// <summary>Something that was found, decided or made with the programme's models.</summary>
public sealed record UseCase
{
    public const string NodeKind = "usecase";

    public required string Id { get; init; }

    public required string InstitutionId { get; init; }

    public required string TitleJa { get; set; }

    public required string TitleEn { get; set; }

    /// <summary>What was found, Markdown.</summary>
    public required string Summary { get; set; }

    /// <summary>For whom it matters: patients, physicians, breeders, a company…</summary>
    public required string ForWhom { get; set; }

    public required string PersonId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ChangedAt { get; set; }

    public required UseCaseStage Stage { get; set; }

    /// <summary>Model revisions that it was made with.</summary>
    public required IReadOnlyList<string> Models { get; set; }

    /// <summary>Dataset revisions that it was made with.</summary>
    public required IReadOnlyList<string> Data { get; set; }

    /// <summary>Nodes that show it: uses, jobs, results, publications.</summary>
    public required IReadOnlyList<string> Evidence { get; set; }

    public required IReadOnlyList<LetterRequest> Letters { get; set; }

    public Words Title => new(TitleJa, TitleEn);

    public NodeRef Node => NodeRef.Of(NodeKind, Id);
}

internal sealed class UseCaseTable : IEntityTypeConfiguration<UseCase>
{
    public void Configure(EntityTypeBuilder<UseCase> builder)
    {
        builder.ToTable("use_case").HasKey(row => row.Id);
        builder.Ignore(row => row.Title).Ignore(row => row.Node);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.Property(row => row.Stage).HasConversion<string>().HasDefaultValue(UseCaseStage.Tried).HasSentinel((UseCaseStage)(-1));
        builder.Property(row => row.ForWhom).HasDefaultValue("");
        builder.Property(row => row.Models).AsJson();
        builder.Property(row => row.Data).AsJson().HasDefaultValueSql("'[]'");
        builder.Property(row => row.Evidence).AsJson();
        builder.Property(row => row.Letters).AsJson().HasDefaultValueSql("'[]'");
    }
}
