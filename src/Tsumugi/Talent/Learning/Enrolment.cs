using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Learning;

/// <summary>Somebody learns from a course.</summary>
public sealed record Enrolment
{
    public const string CompletionKind = "completion";

    public required string PersonId { get; init; }

    public required string CourseId { get; init; }

    /// <summary>In whose name the learner began; null for somebody of no institution.</summary>
    public string? InstitutionId { get; init; }

    public required DateTime EnrolledAt { get; init; }

    public DateTime? CompletedAt { get; set; }

    /// <summary>Version of the course that was completed.</summary>
    public int? CompletedVersion { get; set; }

    /// <summary>Id of the completion on the thread; says nothing of the person.</summary>
    public string? CompletionId { get; set; }

    public NodeRef? Completion => CompletionId is null ? null : NodeRef.Of(CompletionKind, CompletionId);
}

/// <summary>A lesson that the learner said to have read. Kept by the lesson's name, so that it survives new versions of the course.</summary>
public sealed record LessonDone
{
    public required string PersonId { get; init; }

    public required string CourseId { get; init; }

    public required string LessonId { get; init; }

    public required DateTime At { get; init; }
}

/// <summary>How a learner did in one lesson's quiz.</summary>
public sealed record QuizResult
{
    public required string PersonId { get; init; }

    public required string CourseId { get; init; }

    public required string LessonId { get; init; }

    public int Tries { get; set; }

    /// <summary>Questions answered rightly in the best try.</summary>
    public int Right { get; set; }

    public int Of { get; set; }

    public DateTime? PassedAt { get; set; }
}

internal sealed class EnrolmentTable : IEntityTypeConfiguration<Enrolment>
{
    public void Configure(EntityTypeBuilder<Enrolment> builder)
    {
        builder.ToTable("course_enrolment").HasKey(row => new { row.PersonId, row.CourseId });
        builder.Ignore(row => row.Completion);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.CourseId);
    }
}

internal sealed class LessonDoneTable : IEntityTypeConfiguration<LessonDone>
{
    public void Configure(EntityTypeBuilder<LessonDone> builder)
    {
        builder.ToTable("lesson_done").HasKey(row => new { row.PersonId, row.CourseId, row.LessonId });
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.CourseId);
    }
}

internal sealed class QuizResultTable : IEntityTypeConfiguration<QuizResult>
{
    public void Configure(EntityTypeBuilder<QuizResult> builder)
    {
        builder.ToTable("quiz_result").HasKey(row => new { row.PersonId, row.CourseId, row.LessonId });
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.CourseId);
    }
}
