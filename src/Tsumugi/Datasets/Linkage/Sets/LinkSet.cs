using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Links;
using Tsumugi.Formats.Links.Sources;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Linkage.Sets;

public enum LinkSetState
{
    /// <summary>To be loaded, or being loaded: a hub that was stopped begins again.</summary>
    Waiting,
    Ready,

    /// <summary>The file does not hold what was declared; nothing of it was loaded.</summary>
    Refused,
}

/// <summary>A file of a dataset's revision that links identifiers of two systems.</summary>
public sealed record LinkSet : IOfRepository
{
    /// <summary>Follows from what was declared: see <see cref="DeclareLinks"/>.</summary>
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    /// <summary>The revision's hash.</summary>
    public required string Revision { get; init; }

    public required string File { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Content { get; init; }

    public required string Format { get; init; }

    public required LinkColumns Columns { get; init; }

    /// <summary>Name of the system linked from.</summary>
    public required string From { get; init; }

    /// <summary>Name of the system linked to.</summary>
    public required string To { get; init; }

    public required LinkMeaning Meaning { get; init; }

    /// <summary>Of the database that it comes from.</summary>
    public required string Version { get; init; }

    public required string Source { get; init; }

    public required string PersonId { get; init; }

    public required DateTime DeclaredAt { get; init; }

    public LinkSetState State { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Fault { get; set; }

    public LinkCounts? Counts { get; set; }

    public DateTime? LoadedAt { get; set; }

    public NodeRef Node => NodeRef.Of(Kind, $"{InstitutionId}/{Name}").At(Revision);
}

internal sealed class LinkSetTable : IEntityTypeConfiguration<LinkSet>
{
    public void Configure(EntityTypeBuilder<LinkSet> builder)
    {
        builder.ToTable("link_set").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
        builder.HasIndex(row => row.State);
        builder.Property(row => row.State).HasConversion<string>();
        builder.Property(row => row.Columns).AsJson();
        builder.Property(row => row.Meaning).AsJson();
        builder.Property(row => row.Counts).AsJson();
    }
}
