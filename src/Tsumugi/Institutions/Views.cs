using Tsumugi.Client.Institutions;
using Tsumugi.Institutions.Invitations;
using Tsumugi.Institutions.Merging;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Institutions;

/// <summary>From records to what the programming interface says about them.</summary>
internal static class Views
{
    public static string Word(this InstitutionRole role) => role == InstitutionRole.Steward ? "steward" : "researcher";

    public static string Word(this TokenScope scope) => scope switch
    {
        TokenScope.Write => "write",
        TokenScope.FineGrained => "fine-grained",
        _ => "read",
    };

    public static MembershipView ToView(this Membership row) => new(row.InstitutionId, row.Role.Word());

    public static IReadOnlyList<MembershipView> MembershipViews(this Caller caller) =>
        [.. caller.Memberships.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => new MembershipView(row.Key, row.Value.Word()))];

    public static InstitutionView ToView(this Institution row, int members) => new()
    {
        Id = row.Id,
        NameJa = row.NameJa,
        NameEn = row.NameEn,
        Ror = row.Ror,
        Kind = row.Kind?.ToString().ToLowerInvariant(),
        Country = row.Country,
        MemberCount = members,
    };

    public static MergeView ToView(this PersonMerge row) =>
        new(row.Id, row.KeptId, row.GoneId, row.Reason, row.MergedBy, row.MergedAt, row.Moved.Sum(rows => rows.Keys.Count), row.UndoneBy, row.UndoneAt);

    public static InvitationView ToView(this Invitation row) => new(row.Id, row.Role.Word(), row.InvitedBy, row.People, row.Left, row.CreatedAt, row.ExpiresAt);

    public static TokenView ToView(this AccessToken row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Beginning = row.Beginning,
        Scope = row.Scope.Word(),
        Reads = row.Limits?.Reads ?? [],
        Writes = row.Limits?.Writes ?? [],
        Project = row.ProjectId,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
        RevokedAt = row.RevokedAt,
    };
}
