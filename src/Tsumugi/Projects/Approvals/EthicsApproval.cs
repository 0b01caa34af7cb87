using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Approvals;

/// <summary>倫理審査の承認: what an ethics committee permitted a project, from a day until a day.</summary>
public sealed record EthicsApproval
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    /// <summary>As the committee numbered it.</summary>
    public required string Number { get; init; }

    /// <summary>The committee's name.</summary>
    public required string Committee { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly Until { get; init; }

    public required string RegisteredBy { get; init; }

    public required DateTime RegisteredAt { get; init; }

    /// <summary>Who saw the committee's letter; null until somebody has.</summary>
    public string? ConfirmedBy { get; set; }

    public DateTime? ConfirmedAt { get; set; }

    /// <summary>Since when it holds no longer, before its last day.</summary>
    public DateTime? EndedAt { get; set; }

    /// <param name="day">In UTC, as all days of conditions.</param>
    public ApprovalState On(DateOnly day) =>
        EndedAt is not null ? ApprovalState.Ended
        : day > Until ? ApprovalState.Expired
        : ConfirmedBy is null ? ApprovalState.Pending
        : day < From ? ApprovalState.NotYet
        : Until.DayNumber - day.DayNumber <= LastWarning ? ApprovalState.EndsWithin14Days
        : Until.DayNumber - day.DayNumber <= FirstWarning ? ApprovalState.EndsWithin60Days
        : ApprovalState.Valid;

    private const int FirstWarning = 60;

    private const int LastWarning = 14;
}

public enum ApprovalState
{
    Valid,
    EndsWithin60Days,
    EndsWithin14Days,

    /// <summary>Nobody has confirmed it.</summary>
    Pending,
    NotYet,
    Expired,
    Ended,
}

internal sealed class EthicsApprovalTable : IEntityTypeConfiguration<EthicsApproval>
{
    public void Configure(EntityTypeBuilder<EthicsApproval> builder)
    {
        builder.ToTable("ethics_approval").HasKey(row => row.Id);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.RegisteredBy);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.ConfirmedBy);
        builder.HasIndex(row => row.Until);
    }
}
