using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Allocations;

/// <summary>Credits that a project, or one person, may use at one site or a pool of sites within a period. What is left stands in the ledger.</summary>
public sealed record Allocation
{
    public const string NodeKind = "allocation";

    public required string Id { get; init; }

    /// <summary>Whose it is; null when it is a person's.</summary>
    public string? ProjectId { get; init; }

    public string? PersonId { get; init; }

    /// <summary>Granted by the hub itself, to try things out.</summary>
    public bool Exploratory { get; init; }

    /// <summary>Names of the sites; none stands for all.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    public required DateTime From { get; init; }

    /// <summary>What is left then lapses.</summary>
    public required DateTime Until { get; init; }

    /// <summary>What it was awarded for, with the units that were asked for.</summary>
    public required string Note { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Since when nothing is submitted on it any more, though the period goes on.</summary>
    public DateTime? EndedAt { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public Words Holder => ProjectId is { } project ? new($"プロジェクト {project}", $"project {project}") : new($"{PersonId} さん", PersonId!);

    public bool Covers(string site) => Sites.Count == 0 || Sites.Contains(site);

    public bool IsActive(DateTime now) => EndedAt is null && From <= now && now < Until;

    /// <returns>A word of <c>States</c>.</returns>
    public string StateAt(DateTime now) => EndedAt is not null ? "ended" : now >= Until ? "expired" : now < From ? "scheduled" : "active";
}

internal sealed class AllocationTable : IEntityTypeConfiguration<Allocation>
{
    public void Configure(EntityTypeBuilder<Allocation> builder)
    {
        builder.ToTable("compute_allocation").HasKey(row => row.Id);
        builder.Ignore(row => row.Node).Ignore(row => row.Holder);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.Until);
        builder.Property(row => row.Sites).AsJson();
    }
}
