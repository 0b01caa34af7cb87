namespace Tsumugi.Client.Instruments;

/// <summary>The body of <c>POST /api/v1/requests</c>.</summary>
public sealed record NewDataRequest
{
    /// <summary>In whose name.</summary>
    public string? Project { get; init; }

    public string? Title { get; init; }

    /// <summary>What data, how many, in which form: Markdown.</summary>
    public string? Wanted { get; init; }

    /// <summary>The model that is to learn from them, as <c>institution/name</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Ids of <c>GET /api/v1/techniques</c>.</summary>
    public IReadOnlyList<string>? Techniques { get; init; }

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public string? NeededBy { get; init; }
}

public sealed record DataRequestView
{
    public required string Id { get; init; }

    public required string Project { get; init; }

    public required string Person { get; init; }

    public required string Title { get; init; }

    public required string Wanted { get; init; }

    /// <summary>Its node.</summary>
    public required string? Model { get; init; }

    public required IReadOnlyList<string> Techniques { get; init; }

    public required DateOnly? NeededBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary><c>open</c>, <c>planned</c>, <c>answered</c>, <c>closed</c>.</summary>
    public required string State { get; init; }

    /// <summary>The revision that answers it.</summary>
    public required string? Dataset { get; init; }

    /// <summary>Empty in lists.</summary>
    public required IReadOnlyList<DataPlanView> Plans { get; init; }
}

/// <param name="State"><c>offered</c>, <c>accepted</c>, <c>declined</c>, <c>withdrawn</c>.</param>
public sealed record DataPlanView(string Id, string Institution, string Person, string Plan, string State, IReadOnlyList<string> Bookings, DateTime At);

public sealed record NewDataPlan(string? Institution, string? Plan);

public sealed record PlanBooking(string? Booking);

/// <param name="Dataset"><c>institution/name</c>.</param>
/// <param name="Revision">The newest one when none is named.</param>
public sealed record PlanAnswer(string? Dataset, string? Revision);
