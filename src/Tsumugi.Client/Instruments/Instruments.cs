namespace Tsumugi.Client.Instruments;

/// <summary>What is said of an instrument: the body of <c>PUT /api/v1/instruments/{id}</c>.</summary>
public record InstrumentRequest
{
    public string? NameJa { get; init; }

    public string? NameEn { get; init; }

    /// <summary>Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>Building and room.</summary>
    public string? Place { get; init; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; init; } = "Asia/Tokyo";

    public string? Manufacturer { get; init; }

    public string? Model { get; init; }

    public string? Serial { get; init; }

    /// <summary>A DOI or handle that was registered elsewhere.</summary>
    public string? Identifier { get; init; }

    /// <summary>Ids of <c>GET /api/v1/techniques</c>.</summary>
    public IReadOnlyList<string>? Techniques { get; init; }

    /// <summary>Members of the institution.</summary>
    public IReadOnlyList<string>? Staff { get; init; }

    /// <summary>For an hour, for members of the institution.</summary>
    public decimal? PriceInside { get; init; }

    /// <summary>For an hour, for everybody else.</summary>
    public decimal? PriceOutside { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; } = "JPY";

    /// <summary>The course whose certificate is needed to book it.</summary>
    public string? Course { get; init; }

    /// <summary>For example <c>Mon-Fri 09:00-18:00; Sat 10:00-15:00</c>, by the clock at its place; nothing for round the clock.</summary>
    public string? Hours { get; init; }

    /// <summary><c>everybody</c> or <c>institution</c>.</summary>
    public string? Audience { get; init; } = "everybody";

    public int LongestMinutes { get; init; } = 480;

    public int DaysAhead { get; init; } = 60;

    public bool NeedsApproval { get; init; }

    public int NoticeHours { get; init; } = 24;
}

/// <summary>The body of <c>POST /api/v1/instruments</c>.</summary>
public sealed record NewInstrument : InstrumentRequest
{
    /// <summary>Short name in addresses.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    public string Institution { get; init => field = value ?? ""; } = "";
}

public sealed record InstrumentView
{
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    public required string Description { get; init; }

    public required string Place { get; init; }

    public required string TimeZone { get; init; }

    public required string Manufacturer { get; init; }

    public required string Model { get; init; }

    public required string? Serial { get; init; }

    public required string? Identifier { get; init; }

    public required IReadOnlyList<string> Techniques { get; init; }

    public required IReadOnlyList<string> Staff { get; init; }

    public required decimal? PriceInside { get; init; }

    public required decimal? PriceOutside { get; init; }

    public required string? Currency { get; init; }

    public required string? Course { get; init; }

    public required string Hours { get; init; }

    public required string Audience { get; init; }

    public required int LongestMinutes { get; init; }

    public required int DaysAhead { get; init; }

    public required bool NeedsApproval { get; init; }

    public required int NoticeHours { get; init; }

    public required DateTime? RetiredAt { get; init; }
}

/// <param name="Others">Other words that it is found by.</param>
public sealed record TechniqueView(string Id, string Ja, string En, IReadOnlyList<string> Others);

/// <summary>What stands in the way, and what to do about it.</summary>
public sealed record ObstacleView(string Code, string Reason, string Remedy);

/// <param name="Kind"><c>maintenance</c> or <c>failure</c>.</param>
/// <param name="Until">Null until further notice.</param>
public sealed record DowntimeView(string Id, string Kind, DateTime From, DateTime? Until, string Reason)
{
    /// <summary>Bookings whose time it takes, when it is announced.</summary>
    public IReadOnlyList<BookingView> Affected { get; init; } = [];
}

/// <param name="From">By the clock at the instrument, <c>yyyy-MM-dd HH:mm</c>; nothing for now.</param>
/// <param name="Until">Likewise; nothing for until further notice.</param>
public sealed record NewDowntime(string? Kind, string? From, string? Until, string? Reason);

/// <param name="FreeFrom">UTC: the first free time that was asked for.</param>
/// <param name="Downtime">The one that it is in now.</param>
public sealed record FoundInstrumentView(InstrumentView Instrument, bool MayBook, ObstacleView? Obstacle, DateTime? FreeFrom, DateTime? FreeUntil, DowntimeView? Downtime);

public sealed record InstrumentDetail(InstrumentView Instrument, IReadOnlyList<DowntimeView> Downtimes, bool MayBook, ObstacleView? Obstacle);
