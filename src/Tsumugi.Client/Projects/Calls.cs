namespace Tsumugi.Client.Projects;

/// <summary>What is said of a call: the body of <c>PUT /api/v1/calls/{id}</c>.</summary>
public record CallRequest
{
    public string? TitleJa { get; init; }

    public string? TitleEn { get; init; }

    /// <summary>Markdown: what is asked for, who may propose.</summary>
    public string? Text { get; init; }

    /// <summary>Time in Japan, <c>2027-01-15 10:00</c>.</summary>
    public string? Opens { get; init; }

    /// <summary>Time in Japan; a proposal that comes in later is refused.</summary>
    public string? Closes { get; init; }

    public IReadOnlyList<CriterionRequest> Criteria { get; init => field = value ?? []; } = [];

    /// <summary>As many reviews a proposal needs before it can be awarded.</summary>
    public int ReviewsWanted { get; init; } = 2;

    /// <summary>Credits that one proposal may ask for at most.</summary>
    public decimal MostCredits { get; init; }

    /// <summary>Ids of the people among whom proposals are shared out for review.</summary>
    public IReadOnlyList<string> Panel { get; init => field = value ?? []; } = [];
}

/// <summary>The body of <c>POST /api/v1/calls</c>.</summary>
public sealed record NewCall : CallRequest
{
    /// <summary>Short name in addresses.</summary>
    public string Id { get; init => field = value ?? ""; } = "";
}

/// <param name="Id">Short name, for example <c>novelty</c>.</param>
/// <param name="Weight">Its share in the mean, 1 to 100, relative to the others.</param>
public sealed record CriterionRequest(string? Id, string? TitleJa, string? TitleEn, int Weight);

/// <param name="State"><c>scheduled</c>, <c>open</c> or <c>closed</c>.</param>
/// <param name="Opens">UTC.</param>
/// <param name="Closes">UTC.</param>
/// <param name="Panel">For operators; null for everybody else.</param>
public sealed record CallView(
    string Id, string TitleJa, string TitleEn, string Text, string State, DateTime Opens, DateTime Closes, IReadOnlyList<CriterionRequest> Criteria,
    int ReviewsWanted, decimal MostCredits, IReadOnlyList<string>? Panel);

/// <summary>What a proposal says; a draft may lack anything.</summary>
public sealed record ProposalRequest
{
    /// <summary>Title, summary, layers, modalities and aim of the project that would be begun.</summary>
    public ProjectRequest? Project { get; init; }

    /// <summary>The research plan, Markdown.</summary>
    public string? Plan { get; init; }

    /// <summary>Who takes part besides whoever proposes.</summary>
    public IReadOnlyList<ProposalMember> Members { get; init => field = value ?? []; } = [];

    /// <summary>Credits of compute that are asked for.</summary>
    public decimal Credits { get; init; }

    /// <summary>The project's last day, <c>yyyy-MM-dd</c>.</summary>
    public string? Until { get; init; }

    public IReadOnlyList<MilestoneRequest> Milestones { get; init => field = value ?? []; } = [];

    /// <summary>Datasets and models that it would use, as <c>dataset:INSTITUTION/NAME</c>.</summary>
    public IReadOnlyList<string> Data { get; init => field = value ?? []; } = [];
}

/// <param name="Institution">In whose name.</param>
public sealed record ProposalMember(string Person, string Institution);

/// <param name="Due"><c>yyyy-MM-dd</c>.</param>
public sealed record MilestoneRequest(string? Due, string? Title);

/// <summary>The body of <c>POST /api/v1/calls/{id}/proposals</c>: begins a draft.</summary>
/// <param name="Institution">The institution that would answer for the project.</param>
public sealed record NewProposal(string? Institution, ProposalRequest? Entry = null);

/// <param name="State"><c>draft</c>, <c>submitted</c>, <c>withdrawn</c>, <c>awarded</c>, <c>declined</c>.</param>
/// <param name="Mean">Weighted mean of the reviews, 1 to 5; null where there is none, or where the caller may not know it yet.</param>
/// <param name="Reviews">Whom the caller may read: reviewers theirs, and the others' once they handed in their own; those who propose what is meant for them, after the decision and without names.</param>
public sealed record ProposalView(
    string Id, string Call, string Person, string Institution, string State, ProposalRequest Entry, DateTime ChangedAt, DateTime? SubmittedAt, DateTime? DecidedAt, string Reason,
    string? Project, decimal? Credits, DateOnly? Until, double? Mean, IReadOnlyList<ReviewView> Reviews);

/// <param name="Person">Null for those who propose.</param>
/// <param name="Scores">By the criteria's ids, 1 to 5; empty where it is still to be written.</param>
/// <param name="ToApplicant">What those who propose read, after the decision.</param>
/// <param name="ToPanel">What only reviewers and operators read.</param>
/// <param name="Conflict">Why this reviewer stepped back.</param>
public sealed record ReviewView(string? Person, IReadOnlyDictionary<string, int> Scores, string ToApplicant, string? ToPanel, DateTime? SubmittedAt, string? Conflict);

/// <summary>The body of <c>PUT /api/v1/proposals/{id}/review</c>.</summary>
public sealed record ReviewRequest
{
    public IReadOnlyDictionary<string, int> Scores { get; init => field = value ?? new Dictionary<string, int>(); } = new Dictionary<string, int>();

    public string? ToApplicant { get; init; }

    public string? ToPanel { get; init; }
}

/// <summary>The body of <c>POST /api/v1/proposals/{id}/award</c>.</summary>
/// <param name="Project">Short name in addresses of the project that it becomes.</param>
/// <param name="Credits">Awarded at all sites until the last day; 0 for none.</param>
/// <param name="Until">The award's last day, <c>yyyy-MM-dd</c>; null for the one that was proposed.</param>
/// <param name="Terms">To whoever proposed.</param>
public sealed record AwardRequest(string? Project, decimal Credits, string? Until = null, string? Terms = null);

/// <summary>A reason: why a proposal is declined, or a reviewer steps back.</summary>
public sealed record ReasonRequest(string? Reason);

/// <summary>Proposals shared out for review.</summary>
/// <param name="Missing">Proposals that have fewer reviewers than the call wants, because of conflicts of interest, with how many are missing.</param>
public sealed record AssignedView(int Assigned, IReadOnlyDictionary<string, int> Missing);
