using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Equipment;

/// <summary>Why an instrument cannot be used.</summary>
public enum DowntimeKind
{
    /// <summary>Planned: service, calibration, cleaning.</summary>
    Maintenance,

    /// <summary>It is broken.</summary>
    Failure,
}

/// <summary>A time in which an instrument takes no booking.</summary>
public sealed record Downtime
{
    public required string Id { get; init; }

    public required string InstrumentId { get; init; }

    public required DowntimeKind Kind { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime From { get; init; }

    /// <summary>UTC; null until further notice.</summary>
    public DateTime? Until { get; set; }

    public required string Reason { get; init; }

    public required string PersonId { get; init; }

    public Span Span => new(From, Until ?? DateTime.MaxValue);
}

internal sealed class DowntimeTable : IEntityTypeConfiguration<Downtime>
{
    public void Configure(EntityTypeBuilder<Downtime> builder)
    {
        builder.ToTable("instrument_downtime").HasKey(row => row.Id);
        builder.Ignore(row => row.Span);
        builder.HasOne<Instrument>().WithMany().HasForeignKey(row => row.InstrumentId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.InstrumentId, row.Until });
        builder.Property(row => row.Kind).HasConversion<string>();
    }
}
