namespace Tsumugi.Client.Institutions;

public sealed record InstitutionView
{
    public required string Id { get; init; }

    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    /// <summary>Identifier in the Research Organization Registry, without the address.</summary>
    public required string? Ror { get; init; }

    /// <summary><c>university</c>, <c>institute</c>, <c>hospital</c>, <c>company</c>, <c>government</c>, <c>other</c>, or null when nobody said.</summary>
    public string? Kind { get; init; }

    /// <summary>ISO 3166-1 alpha-2, or null when nobody said.</summary>
    public string? Country { get; init; }

    public required int MemberCount { get; init; }
}

/// <summary>An institution with its members.</summary>
public sealed record InstitutionDetail(InstitutionView Institution, IReadOnlyList<MemberView> Members);

/// <param name="Role"><c>researcher</c> or <c>steward</c>.</param>
public sealed record MemberView(string Person, string Name, string Role);

public sealed record NewInstitution
{
    /// <summary>Short name in addresses, for example <c>genome-center</c>.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    public string NameJa { get; init => field = value ?? ""; } = "";

    public string NameEn { get; init => field = value ?? ""; } = "";

    public string? Ror { get; init; }

    public string? Kind { get; init; }

    public string? Country { get; init; }
}

/// <summary>The body of <c>PUT /api/v1/institutions/{id}</c>: everything that is said of it.</summary>
public sealed record InstitutionChange(string NameJa, string NameEn, string? Ror, string? Kind, string? Country);

/// <param name="Role"><c>researcher</c> or <c>steward</c>.</param>
public sealed record NewMembership(string Role);

/// <summary>The body of <c>POST /api/v1/institutions/{id}/invitations</c>.</summary>
/// <param name="Role"><c>researcher</c> or <c>steward</c>.</param>
/// <param name="People">How many may follow the link.</param>
/// <param name="Days">How long it holds.</param>
public sealed record NewInvitation(string? Role = "researcher", int People = 1, int Days = 14);

/// <param name="Left">How many more may follow it.</param>
public sealed record InvitationView(string Id, string Role, string InvitedBy, int People, int Left, DateTime CreatedAt, DateTime ExpiresAt);

/// <param name="Link">Shown this once.</param>
public sealed record InvitationMade(InvitationView Invitation, string Link);
