namespace Tsumugi.Client.Instruments;

/// <summary>The body of <c>POST /api/v1/instruments/{id}/bookings</c>.</summary>
public sealed record BookingRequest
{
    /// <summary>The project in whose name.</summary>
    public string? Project { get; init; }

    /// <summary>An institution that takes part in it; nothing for the one in whose name you do.</summary>
    public string? Institution { get; init; }

    /// <summary>By the clock at the instrument, <c>yyyy-MM-dd HH:mm</c>, in quarters of an hour.</summary>
    public string? From { get; init; }

    /// <summary>Likewise.</summary>
    public string? Until { get; init; }

    /// <summary>How often, once a week on the same clock: all of the times or none.</summary>
    public int Weeks { get; init; } = 1;

    public string? Purpose { get; init; }

    /// <summary>Whether to go on the waiting list where somebody else has the time.</summary>
    public bool Wait { get; init; }
}

/// <param name="Minutes">From now on.</param>
public sealed record WalkUpRequest(string? Project, string? Institution, int Minutes, string? Purpose);

public sealed record BookingReason(string? Reason);

public sealed record BookingView
{
    public required string Id { get; init; }

    public required string Instrument { get; init; }

    public required string Person { get; init; }

    public required string Project { get; init; }

    public required string Institution { get; init; }

    public required DateTime From { get; init; }

    public required DateTime Until { get; init; }

    public required string Purpose { get; init; }

    /// <summary><c>requested</c>, <c>booked</c>, <c>waiting</c>, <c>inUse</c>, <c>used</c>, <c>cancelled</c>, <c>refused</c>, <c>noShow</c>.</summary>
    public required string State { get; init; }

    /// <summary>What those of one recurring request have in common.</summary>
    public required string? Series { get; init; }

    public required bool WalkUp { get; init; }

    public required string Reason { get; init; }

    /// <summary>Cancelled later than the instrument's rules ask.</summary>
    public required bool Late { get; init; }

    public required DateTime? StartedAt { get; init; }

    public required DateTime? EndedAt { get; init; }
}

public sealed record FreeView(DateTime From, DateTime Until);

/// <param name="Free">When it is open and nobody has it.</param>
public sealed record InstrumentCalendar(IReadOnlyList<BookingView> Bookings, IReadOnlyList<DowntimeView> Downtimes, IReadOnlyList<FreeView> Free);

/// <param name="Address">Told once.</param>
public sealed record CalendarFeedView(string Address);
