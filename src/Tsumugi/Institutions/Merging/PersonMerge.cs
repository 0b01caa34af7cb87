using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Merging;

/// <summary>Two records of one human being that became one, with what is needed to take them apart again.</summary>
public sealed record PersonMerge
{
    public required string Id { get; init; }

    /// <summary>The record that goes on.</summary>
    public required string KeptId { get; init; }

    /// <summary>The record that leads to the other from then on.</summary>
    public required string GoneId { get; init; }

    public required string Reason { get; init; }

    public required string MergedBy { get; init; }

    public required DateTime MergedAt { get; init; }

    /// <summary>Rows of the hub that named the one and now name the other.</summary>
    public required IReadOnlyList<MovedRows> Moved { get; set; }

    /// <summary>What the kept record lacked and took over.</summary>
    public required TakenOver Taken { get; init; }

    public string? UndoneBy { get; set; }

    public DateTime? UndoneAt { get; set; }
}

/// <summary>What a kept record took from the other; null where it had its own, or the other had none.</summary>
/// <param name="Memberships">Of institutions to which both belonged: there the greater role counts.</param>
public sealed record TakenOver(string? Orcid, string? Erad, CareerStage? Career, IReadOnlyList<BothMember> Memberships);

public sealed record BothMember(string InstitutionId, InstitutionRole Kept, InstitutionRole Gone)
{
    public InstitutionRole Greater => (InstitutionRole)Math.Max((int)Kept, (int)Gone);
}

/// <param name="Keys">Of the rows, as <see cref="PersonColumn"/> writes them.</param>
public sealed record MovedRows(string Table, string Column, IReadOnlyList<string> Keys);

internal sealed class PersonMergeTable : IEntityTypeConfiguration<PersonMerge>
{
    public void Configure(EntityTypeBuilder<PersonMerge> builder)
    {
        builder.ToTable("person_merge").HasKey(row => row.Id);
        builder.HasIndex(row => row.KeptId);
        builder.HasIndex(row => row.GoneId);
        builder.Property(row => row.Moved).AsJson();
        builder.Property(row => row.Taken).AsJson();
    }
}
