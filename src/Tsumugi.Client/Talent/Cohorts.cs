namespace Tsumugi.Client.Talent;

/// <summary>What is said of a cohort when it is opened or changed.</summary>
public sealed record CohortRequest
{
    /// <summary>Not needed when it is changed.</summary>
    public string? Institution { get; init; }

    public string? Place { get; init; }

    public int Capacity { get; init; }

    /// <summary>Times of Japan: <c>2027-05-10 13:00 - 15:30</c>.</summary>
    public IReadOnlyList<string>? Sessions { get; init; }
}

/// <param name="Sessions">Times of Japan.</param>
/// <param name="Taken">Places that are taken.</param>
public sealed record CohortView(string Id, string Course, string Institution, string Teacher, string Place, int Capacity, int Taken, IReadOnlyList<string> Sessions);

/// <summary>What a cohort's teacher sees of one learner.</summary>
/// <param name="Attended">Numbers of the sessions, from 1.</param>
/// <param name="Practical"><c>running</c>, <c>passed</c>, <c>failed</c>; null before the first attempt, or without a practical.</param>
public sealed record LearnerView(string Person, string Name, IReadOnlyList<int> Attended, int StepsDone, int Steps, string? Practical, DateTime? CompletedAt);

/// <param name="People">Everybody who was there.</param>
public sealed record AttendanceRequest(IReadOnlyList<string>? People);
