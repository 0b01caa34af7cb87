using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Datasets.Captures;

/// <summary>One acquisition of an instrument, as a program beside it brought it in: one dataset, however many programs saw it and however often it grew.</summary>
public sealed record Capture
{
    public required string Id { get; init; }

    public required string InstrumentId { get; init; }

    /// <summary>What stays the same while it grows; null where nothing does.</summary>
    public string? Key { get; init; }

    /// <summary>How it is called beside the instrument. Kept out of the thread, from which nothing can be taken away.</summary>
    public required string Name { get; init; }

    /// <summary>Whose its dataset is: that of the booking, or the instrument's own.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>The dataset's name within its institution, as it was called first.</summary>
    public required string Dataset { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>Seconds that were added to the clock beside the instrument.</summary>
    public required double ClockOffset { get; init; }

    public string? BookingId { get; set; }

    /// <summary>As <c>institution/name</c>.</summary>
    public required IReadOnlyList<string> Samples { get; set; }

    public required DateTime CreatedAt { get; init; }
}

/// <summary>A state of an acquisition, named by its content.</summary>
/// <param name="At">When it was first announced.</param>
public sealed record CaptureState(string InstrumentId, string Fingerprint, string CaptureId, DateTime At)
{
    /// <summary>When all of it was there; null until then.</summary>
    public DateTime? CommittedAt { get; set; }
}

internal sealed class CaptureTable : IEntityTypeConfiguration<Capture>
{
    public void Configure(EntityTypeBuilder<Capture> builder)
    {
        builder.ToTable("capture").HasKey(row => row.Id);
        builder.HasOne<Instrument>().WithMany().HasForeignKey(row => row.InstrumentId);
        builder.HasOne<Booking>().WithMany().HasForeignKey(row => row.BookingId);

        // Two programs that see one acquisition at the same moment meet here.
        builder.HasIndex(row => new { row.InstrumentId, row.Key }).IsUnique();
        builder.HasIndex(row => new { row.InstrumentId, row.StartedAt });
        builder.Property(row => row.Samples).AsJson();
    }
}

internal sealed class CaptureStateTable : IEntityTypeConfiguration<CaptureState>
{
    public void Configure(EntityTypeBuilder<CaptureState> builder)
    {
        builder.ToTable("capture_state").HasKey(row => new { row.InstrumentId, row.Fingerprint });
        builder.HasOne<Capture>().WithMany().HasForeignKey(row => row.CaptureId);
    }
}
