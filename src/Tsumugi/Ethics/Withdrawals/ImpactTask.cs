using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Ethics;

namespace Tsumugi.Ethics.Withdrawals;

/// <summary>What was done about something that came of withdrawn data. Whatever has no row is still to be dealt with.</summary>
public sealed record ImpactTask
{
    public required string WithdrawalId { get; init; }

    /// <summary>What came of the data.</summary>
    public required string Node { get; init; }

    public required TaskState State { get; set; }

    public string Note { get; set; } = "";

    /// <summary>A revision made without the data, which the thread bears out; null when somebody answers for it.</summary>
    public string? Evidence { get; set; }

    public required string PersonId { get; set; }

    public required DateTime At { get; set; }
}

internal sealed class ImpactTaskTable : IEntityTypeConfiguration<ImpactTask>
{
    public void Configure(EntityTypeBuilder<ImpactTask> builder)
    {
        builder.ToTable("withdrawal_task").HasKey(row => new { row.WithdrawalId, row.Node });
        builder.HasOne<Withdrawal>().WithMany().HasForeignKey(row => row.WithdrawalId);
        builder.Property(row => row.State).HasConversion<string>();
    }
}
