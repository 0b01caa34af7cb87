using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>One training by some program, which tells the hub about it.</summary>
public sealed record TrackedRun
{
    public const string NodeKind = "run";

    /// <summary>Short key of the rows that belong to it; 0 until it is saved.</summary>
    public long Number { get; init; }

    /// <summary>32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required long Experiment { get; init; }

    public required string Name { get; set; }

    /// <summary>Who ran it, by the hub's record.</summary>
    public required string PersonId { get; init; }

    /// <summary>Who ran it, by the program's word.</summary>
    public required string UserName { get; init; }

    /// <summary>One of <see cref="RunStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>Milliseconds since 1970, by the program's clock.</summary>
    public required long StartTime { get; set; }

    /// <summary>Milliseconds since 1970, by the program's clock.</summary>
    public long? EndTime { get; set; }

    public bool Deleted { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public Guarded GuardedBy(Experiment experiment) =>
        new(new($"記録 {Id} ", $"the run {Id}"), experiment.InstitutionId, experiment.Visibility);
}

/// <summary>The states that the protocol knows.</summary>
public static class RunStatus
{
    public const string Running = "RUNNING";
    public const string Scheduled = "SCHEDULED";
    public const string Finished = "FINISHED";
    public const string Failed = "FAILED";
    public const string Killed = "KILLED";

    public static bool IsKnown(string status) => status is Running or Scheduled or Finished or Failed or Killed;

    public static bool HasEnded(string status) => status is Finished or Failed or Killed;
}

internal sealed class TrackedRunTable : IEntityTypeConfiguration<TrackedRun>
{
    public void Configure(EntityTypeBuilder<TrackedRun> builder)
    {
        builder.ToTable("run").HasKey(row => row.Number);
        builder.Ignore(row => row.Node);
        builder.HasIndex(row => row.Id).IsUnique();
        builder.HasIndex(row => new { row.Experiment, row.StartTime, row.Id });
        builder.HasOne<Experiment>().WithMany().HasForeignKey(row => row.Experiment);
    }
}
