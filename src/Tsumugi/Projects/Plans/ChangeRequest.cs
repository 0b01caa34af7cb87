using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Plans;

/// <summary>Where a change request or a report stands.</summary>
public enum DeskState
{
    Submitted,
    Approved,

    /// <summary>Not as it is; the reason is said.</summary>
    Returned,
}

/// <summary>計画変更の申請: an awarded project asks the programme office to change what was agreed on.</summary>
public sealed record ChangeRequest
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string PersonId { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Why.</summary>
    public required string Text { get; init; }

    /// <summary>New days of agreed milestones, by id; null drops one.</summary>
    public required IReadOnlyDictionary<string, DateOnly?> Milestones { get; init; }

    /// <summary>More credits than were awarded; 0 for none.</summary>
    public required decimal Credits { get; init; }

    /// <summary>Another last day of the award; null for the same.</summary>
    public required DateOnly? Until { get; init; }

    public DeskState State { get; set; }

    public string? DecidedBy { get; set; }

    public DateTime? DecidedAt { get; set; }

    public string Reason { get; set; } = "";
}

internal sealed class ChangeRequestTable : IEntityTypeConfiguration<ChangeRequest>
{
    public void Configure(EntityTypeBuilder<ChangeRequest> builder)
    {
        builder.ToTable("project_change").HasKey(row => row.Id);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.State);
        builder.Property(row => row.Milestones).AsJson();
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
    }
}
