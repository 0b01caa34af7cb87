using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Compute.Ledger;

/// <summary>Credits that left one account of an allocation and entered another. Once written it never changes.</summary>
public sealed record Posting
{
    /// <summary>1, 2, 3 …; given when it is written.</summary>
    public long Seq { get; init; }

    public required DateTime At { get; init; }

    public required string AllocationId { get; init; }

    public required PostingKind Kind { get; init; }

    public required LedgerAccount From { get; init; }

    public required LedgerAccount To { get; init; }

    /// <summary>Micro-credits, more than 0.</summary>
    public required long Amount { get; init; }

    public string? JobId { get; init; }
}

internal sealed class PostingTable : IEntityTypeConfiguration<Posting>
{
    public void Configure(EntityTypeBuilder<Posting> builder)
    {
        builder.ToTable("ledger_posting").HasKey(row => row.Seq);
        builder.Property(row => row.Seq).ValueGeneratedOnAdd();
        builder.HasIndex(row => new { row.AllocationId, row.At });
        builder.HasIndex(row => row.JobId).HasFilter("JobId IS NOT NULL");
        builder.Property(row => row.Kind).HasConversion<string>();
        builder.Property(row => row.From).HasConversion<string>();
        builder.Property(row => row.To).HasConversion<string>();
    }
}
