using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Plans;

/// <summary>Which report it is.</summary>
public enum ReportKind
{
    /// <summary>年次報告: of one fiscal year.</summary>
    Annual,

    /// <summary>最終報告: of the whole, before the project ends.</summary>
    Final,
}

/// <summary>What a project says of a fiscal year. It holds words alone: figures are read from the thread and never typed in.</summary>
public sealed record ProjectReport
{
    public required string ProjectId { get; init; }

    /// <summary>Japanese fiscal year, by the common-era year in which it begins.</summary>
    public required int Year { get; init; }

    public required ReportKind Kind { get; init; }

    public required string PersonId { get; set; }

    /// <summary>What was found and made, Markdown.</summary>
    public required string Findings { get; set; }

    /// <summary>What did not go as planned, and what is done about it.</summary>
    public required string Problems { get; set; }

    /// <summary>What comes next.</summary>
    public required string Next { get; set; }

    public required DateTime WrittenAt { get; set; }

    public DeskState State { get; set; }

    public string? DecidedBy { get; set; }

    public DateTime? DecidedAt { get; set; }

    public string Reason { get; set; } = "";
}

internal sealed class ProjectReportTable : IEntityTypeConfiguration<ProjectReport>
{
    public void Configure(EntityTypeBuilder<ProjectReport> builder)
    {
        builder.ToTable("project_report").HasKey(row => new { row.ProjectId, row.Kind, row.Year });
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.State);
        builder.Property(row => row.Kind).HasConversion<string>();
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
    }
}
