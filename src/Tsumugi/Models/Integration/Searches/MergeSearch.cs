using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Integration;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>A search for the values with which a merge is good: merges and what a benchmark measured of each.</summary>
public sealed record MergeSearch
{
    public const string NodeKind = "mergesearch";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public required string Id { get; init; }

    public required string InstitutionId { get; init; }

    public required string PersonId { get; init; }

    public string? ProjectId { get; init; }

    /// <summary>As it was asked for; the merge with its configuration written out.</summary>
    public required MergeSearchRequest Request { get; init; }

    public string State { get; set; } = Running;

    public string? ReasonJa { get; set; }

    public string? ReasonEn { get; set; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? EndedAt { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public Guarded Guarded => new(new($"統合の探索 {Id} ", $"the merge search {Id}"), InstitutionId, Visibility.Institution);
}

/// <summary>One point of a search. Its row is there before its jobs are, so that a hub that is started again submits what is missing.</summary>
public sealed record SearchEvaluation
{
    public required string SearchId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>From 1.</summary>
    public required int Generation { get; init; }

    /// <summary>Path → value.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }

    public string? MergeJob { get; set; }

    public string? BenchmarkJob { get; set; }

    /// <summary>Whether nothing more will be known of it.</summary>
    public bool Ended { get; set; }

    /// <summary>Null before it ended, or where a job failed.</summary>
    public double? Value { get; set; }
}

internal sealed class MergeSearchTable : IEntityTypeConfiguration<MergeSearch>
{
    public void Configure(EntityTypeBuilder<MergeSearch> builder)
    {
        builder.ToTable("merge_search").HasKey(row => row.Id);
        builder.Ignore(row => row.Node).Ignore(row => row.Guarded);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.State);
        builder.HasIndex(row => row.CreatedAt);
        builder.Property(row => row.Request).AsJson();
    }
}

internal sealed class SearchEvaluationTable : IEntityTypeConfiguration<SearchEvaluation>
{
    public void Configure(EntityTypeBuilder<SearchEvaluation> builder)
    {
        builder.ToTable("merge_search_evaluation").HasKey(row => new { row.SearchId, row.Number });
        builder.HasOne<MergeSearch>().WithMany().HasForeignKey(row => row.SearchId);
        builder.Property(row => row.Values).AsJson();
    }
}
