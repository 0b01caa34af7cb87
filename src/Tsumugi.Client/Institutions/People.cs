namespace Tsumugi.Client.Institutions;

/// <summary>Who the hub takes the sender of a request for.</summary>
/// <param name="MayWrite">False for a token that may only read.</param>
public sealed record WhoAmI(string Person, string Name, bool IsOperator, bool MayWrite, IReadOnlyList<MembershipView> Memberships);

/// <param name="Role"><c>researcher</c> or <c>steward</c>.</param>
public sealed record MembershipView(string Institution, string Role);

public sealed record PersonView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required bool IsOperator { get; init; }

    /// <summary>For example <c>0000-0002-1825-0097</c>.</summary>
    public string? Orcid { get; init; }

    /// <summary>e-Rad researcher number; for the person and operators.</summary>
    public string? Erad { get; init; }

    /// <summary>The number's check digit does not fit: look at it again. Some that are in use break the rule.</summary>
    public bool EradWarning { get; init; }

    /// <summary><c>Student</c>, <c>DoctoralStudent</c>, <c>Postdoc</c>, <c>EarlyCareer</c>, <c>Senior</c>, <c>TechnicalStaff</c>, <c>Administrator</c>, or null when nobody said.</summary>
    public string? Career { get; init; }

    /// <summary>When everything that said who this was went away; null for everybody else.</summary>
    public DateTime? Erased { get; init; }

    /// <summary>Oldest first; empty in lists.</summary>
    public IReadOnlyList<AffiliationView> Affiliations { get; init; } = [];

    /// <summary>E-mail addresses with which this person signs in.</summary>
    public required IReadOnlyList<string> Logins { get; init; }

    public required IReadOnlyList<MembershipView> Memberships { get; init; }
}

/// <summary>To which institution somebody belonged.</summary>
/// <param name="Until">Null while they still do.</param>
public sealed record AffiliationView(string Institution, DateTime From, DateTime? Until);

/// <summary>What is said of a person: the body of <c>PUT /api/v1/people/{id}</c>.</summary>
/// <param name="Orcid">With or without <c>https://orcid.org/</c> before it.</param>
/// <param name="Erad">Eight digits.</param>
public sealed record PersonChange(string? Name, string? Orcid = null, string? Erad = null, string? Career = null);

/// <summary>Everything that the hub keeps of a person.</summary>
/// <param name="Events">That they caused, or that were about them.</param>
public sealed record PersonalDataView(PersonView Person, IReadOnlyList<TokenView> Tokens, IReadOnlyList<PersonEventView> Events);

/// <param name="Facts">JSON.</param>
public sealed record PersonEventView(long Number, DateTime At, string Kind, string Actor, string Subject, string Facts);

/// <param name="Other">Id of the other record, which leads to this one from then on.</param>
/// <param name="Reason">How one knows that they are one person.</param>
public sealed record NewMerge(string? Other, string? Reason);

/// <summary>Two records of one human being that became one.</summary>
/// <param name="Rows">How many rows of the hub named the one and now name the other.</param>
public sealed record MergeView(string Id, string Kept, string Gone, string Reason, string MergedBy, DateTime MergedAt, int Rows, string? UndoneBy, DateTime? UndoneAt);

public sealed record NewPerson
{
    /// <summary>Short name in addresses, for example <c>hanako-sato</c>.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    public string Name { get; init => field = value ?? ""; } = "";

    public string Email { get; init => field = value ?? ""; } = "";

    /// <summary>The first password; the hub makes one up when it is absent.</summary>
    public string? Password { get; init; }

    public bool IsOperator { get; init; }
}

/// <summary>Another e-mail address with which the same person signs in.</summary>
public sealed record NewLogin
{
    public string Email { get; init => field = value ?? ""; } = "";

    public string? Password { get; init; }
}

/// <param name="InitialPassword">Only when the hub made it up; shown this once.</param>
public sealed record LoginMade(string Person, string Email, string? InitialPassword);

/// <param name="Confirm">The id once more.</param>
public sealed record NewErasure(string? Reason, string? Confirm);

/// <summary>What is left of somebody who was erased.</summary>
/// <param name="Pseudonym">Under which what they did stays.</param>
/// <param name="Records">Of the thread in which the pseudonym stands now.</param>
/// <param name="StillNamed">Where people wrote about them in words of their own; nobody but people can change those.</param>
public sealed record ErasureView(string Pseudonym, long Records, IReadOnlyList<StillNamed> StillNamed);

/// <param name="Place">Table and column of the hub's records.</param>
public sealed record StillNamed(string Place, long Rows);
