using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Federation;
using Tsumugi.Federation.Trainings;

namespace Tsumugi.Federation.Rounds;

/// <summary>One round of a training.</summary>
public sealed record TrainingRound
{
    public const string Closed = "closed";

    public required string TrainingId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>The step that is under way: a kind of <see cref="SiteTask"/>, or <see cref="Closed"/>.</summary>
    public required string Phase { get; set; }

    /// <summary>After this nobody waits for the step's sites.</summary>
    public required DateTime PhaseUntil { get; set; }

    public required DateTime OpenedAt { get; init; }

    public DateTime? ClosedAt { get; set; }

    /// <summary>Mean loss of the round's model at the sites before they trained, by examples.</summary>
    public double? Loss { get; set; }

    /// <summary>Beyond the longest training of a site.</summary>
    public double? OverheadSeconds { get; set; }
}

/// <summary>What one site is asked for in one step of a round.</summary>
public sealed record RoundTask
{
    public const string Waiting = "waiting";
    public const string Leased = "leased";
    public const string Done = "done";
    public const string Refused = "refused";
    public const string Rejected = "rejected";
    public const string Lost = "lost";

    public required string Id { get; init; }

    public required string TrainingId { get; init; }

    public required int Round { get; init; }

    public required string SiteId { get; init; }

    public required string Kind { get; init; }

    public string State { get; set; } = Waiting;

    public string? Lease { get; set; }

    /// <summary>When the site last showed that it lives.</summary>
    public DateTime? BeatAt { get; set; }

    public string Phase { get; set; } = "";

    public long Step { get; set; }

    public long Total { get; set; }

    public long? Receipt { get; set; }

    public string? Sha256 { get; set; }

    public long Bytes { get; set; }

    public long Examples { get; set; }

    public double? FirstLoss { get; set; }

    public double? LastLoss { get; set; }

    public double TrainingSeconds { get; set; }

    public double? Norm { get; set; }

    /// <summary>Whether it went into the model.</summary>
    public bool Kept { get; set; }

    public string? Reason { get; set; }

    public bool IsOpen => State is Waiting or Leased;
}

internal sealed class TrainingRoundTable : IEntityTypeConfiguration<TrainingRound>
{
    public void Configure(EntityTypeBuilder<TrainingRound> builder)
    {
        builder.ToTable("federation_round").HasKey(row => new { row.TrainingId, row.Number });
        builder.HasOne<FederatedTraining>().WithMany().HasForeignKey(row => row.TrainingId);
    }
}

internal sealed class RoundTaskTable : IEntityTypeConfiguration<RoundTask>
{
    public void Configure(EntityTypeBuilder<RoundTask> builder)
    {
        builder.ToTable("federation_task").HasKey(row => row.Id);
        builder.Ignore(row => row.IsOpen);
        builder.HasOne<TrainingRound>().WithMany().HasForeignKey(row => new { row.TrainingId, row.Round });
        builder.HasIndex(row => new { row.SiteId, row.State });
    }
}
