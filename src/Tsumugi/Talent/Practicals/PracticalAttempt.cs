using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Practicals;

public enum AttemptState
{
    /// <summary>Its job has not ended, or the hub has not looked at what it made yet.</summary>
    Running,
    Passed,
    Failed,
}

/// <summary>One job of a learner for a course's practical, and what the hub found of it.</summary>
public sealed record PracticalAttempt
{
    public const string NodeKind = "practical";

    public required string JobId { get; init; }

    public required string PersonId { get; init; }

    public required string CourseId { get; init; }

    public required int CourseVersion { get; init; }

    /// <summary>In whose name the learner ran it.</summary>
    public required string InstitutionId { get; init; }

    public string? AllocationId { get; init; }

    public required DateTime StartedAt { get; init; }

    /// <summary>What it had to show when it was started: a later version of the course changes nothing.</summary>
    public required IReadOnlyList<MetricBound> Passes { get; init; }

    /// <summary>Input → node that the job had to use; with a revision where the course names one.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    public AttemptState State { get; set; }

    public IReadOnlyList<PracticalFinding> Findings { get; set; } = [];

    /// <summary>Node with revision of what was made; null before it was, or when nothing was.</summary>
    public string? Artefact { get; set; }

    public DateTime? CheckedAt { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, JobId);

    public NodeRef JobNode => NodeRef.Of("job", JobId);
}

/// <param name="Found">What was read from the thread or from the artefact.</param>
public sealed record PracticalFinding(Words What, string Found, bool Holds);

internal sealed class PracticalAttemptTable : IEntityTypeConfiguration<PracticalAttempt>
{
    public void Configure(EntityTypeBuilder<PracticalAttempt> builder)
    {
        builder.ToTable("practical_attempt").HasKey(row => row.JobId);
        builder.Ignore(row => row.Node).Ignore(row => row.JobNode);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.PersonId, row.CourseId });
        builder.HasIndex(row => row.CourseId);
        builder.HasIndex(row => row.State).HasFilter("State = 'Running'");
        // Two hub processes may look at the same one: the second to save gives way.
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
        builder.Property(row => row.Passes).AsJson();
        builder.Property(row => row.Inputs).AsJson();
        builder.Property(row => row.Findings).AsJson();
    }
}
