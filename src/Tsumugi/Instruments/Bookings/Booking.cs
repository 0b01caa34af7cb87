using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Where a booking stands.</summary>
public enum BookingState
{
    /// <summary>The time is kept until staff have looked at it.</summary>
    Requested,
    Booked,

    /// <summary>On the waiting list: holds no time.</summary>
    Waiting,
    InUse,

    /// <summary>Used, and over.</summary>
    Used,
    Cancelled,

    /// <summary>Staff did not approve it.</summary>
    Refused,

    /// <summary>Its time passed and nobody came.</summary>
    NoShow,
}

/// <summary>An instrument for somebody, for a time, in a project's name.</summary>
public sealed record Booking
{
    public const string NodeKind = "booking";

    public required string Id { get; init; }

    public required string InstrumentId { get; init; }

    public required string PersonId { get; init; }

    public required string ProjectId { get; init; }

    /// <summary>In whose name the person takes part in the project.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>UTC, on the grid.</summary>
    public required DateTime From { get; init; }

    /// <summary>UTC, on the grid.</summary>
    public required DateTime Until { get; init; }

    public required string Purpose { get; init; }

    public required BookingState State { get; set; }

    /// <summary>What those of one recurring request have in common; null for one by itself.</summary>
    public string? SeriesId { get; init; }

    /// <summary>Used at once, without having been booked.</summary>
    public bool IsWalkUp { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Why it was refused or cancelled; empty where nobody said.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Cancelled by whoever booked it, later than the instrument's rules ask.</summary>
    public bool IsLate { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? EndedAt { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public Span Span => new(From, Until);

    /// <summary>Whether nobody else can have its time.</summary>
    public bool HoldsTime => State is BookingState.Requested or BookingState.Booked or BookingState.InUse;

    /// <summary>The quarters of an hour that it takes.</summary>
    public IEnumerable<BookingSlot> Slots()
    {
        for (var at = From; at < Until; at += FreeTime.Grid)
            yield return new(InstrumentId, at, Id);
    }
}

/// <summary>A quarter of an hour of an instrument that somebody has. Its key lets nobody else have it, whoever asks at the same moment.</summary>
public sealed record BookingSlot(string InstrumentId, DateTime At, string BookingId);

internal sealed class BookingTable : IEntityTypeConfiguration<Booking>
{
    public void Configure(EntityTypeBuilder<Booking> builder)
    {
        builder.ToTable("booking").HasKey(row => row.Id);
        builder.Ignore(row => row.Node).Ignore(row => row.Span).Ignore(row => row.HoldsTime);
        builder.HasOne<Instrument>().WithMany().HasForeignKey(row => row.InstrumentId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasIndex(row => new { row.InstrumentId, row.From });
        builder.HasIndex(row => new { row.PersonId, row.From });
        builder.HasIndex(row => new { row.State, row.Until });

        // Two who decide at once meet here: the second is told, and looks again.
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
    }
}

internal sealed class BookingSlotTable : IEntityTypeConfiguration<BookingSlot>
{
    public void Configure(EntityTypeBuilder<BookingSlot> builder)
    {
        builder.ToTable("booking_slot").HasKey(row => new { row.InstrumentId, row.At });
        builder.HasOne<Booking>().WithMany().HasForeignKey(row => row.BookingId);
        builder.HasIndex(row => row.BookingId);
    }
}
