namespace Tsumugi.Client.Projects;

/// <summary>What a project means to do, what it asked to change and what it has reported.</summary>
/// <param name="Proposal">That it was made of; null for one that began without review.</param>
/// <param name="Until">The award's last day.</param>
/// <param name="Changes">For the project's people, its institution's stewards and operators; empty for others.</param>
/// <param name="Reports">Likewise.</param>
public sealed record PlanView(
    string Project, string? Proposal, string? Call, decimal? Credits, DateOnly? Until, IReadOnlyList<MilestoneView> Milestones, IReadOnlyList<ChangeView> Changes, IReadOnlyList<ReportView> Reports);

/// <param name="State"><c>planned</c>, <c>overdue</c> or <c>done</c>.</param>
/// <param name="Agreed">Part of what was awarded.</param>
public sealed record MilestoneView(string Id, string Title, DateOnly Due, string State, bool Agreed, DateTime? DoneAt, IReadOnlyList<string> Evidence, string Note);

/// <param name="Evidence">Nodes of the thread that show that it is reached.</param>
public sealed record ReachedRequest(IReadOnlyList<string>? Evidence, string? Note);

/// <summary>An awarded project asks for a change.</summary>
public sealed record ChangeAsked
{
    /// <summary>Why.</summary>
    public string? Text { get; init; }

    /// <summary>New days of agreed milestones by their ids, <c>yyyy-MM-dd</c>; an empty one drops it.</summary>
    public IReadOnlyDictionary<string, string?> Milestones { get; init => field = value ?? new Dictionary<string, string?>(); } = new Dictionary<string, string?>();

    /// <summary>More credits than were awarded.</summary>
    public decimal Credits { get; init; }

    /// <summary>Another last day of the award, <c>yyyy-MM-dd</c>.</summary>
    public string? Until { get; init; }
}

/// <param name="State"><c>submitted</c>, <c>approved</c> or <c>returned</c>.</param>
/// <param name="Milestones">New days by the milestones' ids; null drops one.</param>
public sealed record ChangeView(
    string Id, string State, string Person, DateTime CreatedAt, string Text, IReadOnlyDictionary<string, DateOnly?> Milestones, decimal Credits, DateOnly? Until, DateTime? DecidedAt, string Reason);

/// <summary>What a project says of a fiscal year; figures are read from the thread.</summary>
/// <param name="Findings">What was found and made, Markdown.</param>
/// <param name="Problems">What did not go as planned.</param>
/// <param name="Next">What comes next.</param>
public sealed record ReportRequest(string? Findings, string? Problems = null, string? Next = null);

/// <param name="Kind"><c>annual</c> or <c>final</c>.</param>
/// <param name="Year">Japanese fiscal year, by the common-era year in which it begins.</param>
/// <param name="State"><c>submitted</c>, <c>approved</c> or <c>returned</c>.</param>
public sealed record ReportView(string Kind, int Year, string State, string Person, DateTime WrittenAt, string Findings, string Problems, string Next, DateTime? DecidedAt, string Reason);

/// <param name="Approve">False returns it, with a reason.</param>
public sealed record DeskDecision(bool Approve, string? Reason = null);
