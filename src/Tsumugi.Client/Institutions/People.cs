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

    /// <summary>E-mail addresses with which this person signs in.</summary>
    public required IReadOnlyList<string> Logins { get; init; }

    public required IReadOnlyList<MembershipView> Memberships { get; init; }
}

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
