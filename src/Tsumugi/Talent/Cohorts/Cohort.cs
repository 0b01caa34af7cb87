using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Cohorts;

/// <param name="Start">UTC.</param>
/// <param name="End">UTC.</param>
public sealed record CohortSession(DateTime Start, DateTime End);

/// <summary>People who learn from a course together, at given times and a place.</summary>
public sealed record Cohort
{
    public const string NodeKind = "cohort";

    public required string Id { get; init; }

    public required string CourseId { get; init; }

    public required string InstitutionId { get; init; }

    /// <summary>Who teaches it: the person who opened it.</summary>
    public required string TeacherId { get; init; }

    /// <summary>A room, or the address of a meeting.</summary>
    public required string Place { get; set; }

    public required int Capacity { get; set; }

    /// <summary>At least one, in order.</summary>
    public required IReadOnlyList<CohortSession> Sessions { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public bool IsOver(DateTime now) => Sessions[^1].End <= now;
}

/// <summary>Somebody's place in a cohort.</summary>
public sealed record CohortPlace
{
    public required string CohortId { get; init; }

    public required string PersonId { get; init; }

    public required DateTime At { get; init; }
}

/// <summary>Somebody was there, as the teacher saw it.</summary>
public sealed record Attendance
{
    public required string CohortId { get; init; }

    public required string PersonId { get; init; }

    /// <summary>When the session began: it stays with the session when others are added.</summary>
    public required DateTime Session { get; init; }
}

internal sealed class CohortTable : IEntityTypeConfiguration<Cohort>
{
    public void Configure(EntityTypeBuilder<Cohort> builder)
    {
        builder.ToTable("cohort").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.TeacherId);
        builder.HasIndex(row => row.CourseId);
        builder.Property(row => row.Sessions).AsJson();
    }
}

internal sealed class CohortPlaceTable : IEntityTypeConfiguration<CohortPlace>
{
    public void Configure(EntityTypeBuilder<CohortPlace> builder)
    {
        builder.ToTable("cohort_place").HasKey(row => new { row.CohortId, row.PersonId });
        builder.HasOne<Cohort>().WithMany().HasForeignKey(row => row.CohortId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}

internal sealed class AttendanceTable : IEntityTypeConfiguration<Attendance>
{
    public void Configure(EntityTypeBuilder<Attendance> builder)
    {
        builder.ToTable("cohort_attendance").HasKey(row => new { row.CohortId, row.PersonId, row.Session });
        builder.HasOne<Cohort>().WithMany().HasForeignKey(row => row.CohortId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}
