using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Tokens;

/// <summary>Makes a token for whoever asks, in their own name.</summary>
public static class CreateOwnToken
{
    public static async Task<Outcome<CreatedToken>> RunAsync(HubDb db, Caller caller, NewToken asked, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (!TryRead(asked.Scope, out var scope))
            return BadScope;
        if (caller.ProjectId is { } bound && asked.Project is { Length: > 0 } other && other != bound)
            return OtherProject(bound);
        var foreign = asked.Reads.Concat(asked.Writes).FirstOrDefault(target =>
            TokenLimits.InstitutionOf(target) is { } institution && !caller.IsOperator && !caller.Memberships.ContainsKey(institution));
        if (scope == TokenScope.FineGrained && foreign is not null)
            return Foreign(foreign);
        var command = new CreateToken
        {
            PersonId = caller.PersonId!,
            Name = asked.Name,
            Scope = scope,
            Limits = scope == TokenScope.FineGrained ? new(asked.Reads, asked.Writes) : null,
            Lifetime = TimeSpan.FromDays(Math.Clamp(asked.Days, 0, 10_000)),
            ProjectId = string.IsNullOrWhiteSpace(asked.Project) ? caller.ProjectId : asked.Project.Trim(),
            NoLaterThan = caller.TokenExpiresAt,
        };
        return await command.RunAsync(db, caller.Node, now, stop);
    }

    public static bool TryRead(string? text, out TokenScope scope)
    {
        (scope, var known) = text switch
        {
            "read" => (TokenScope.Read, true),
            "write" => (TokenScope.Write, true),
            "fine-grained" => (TokenScope.FineGrained, true),
            _ => (default, false),
        };
        return known;
    }

    private static Refusal Foreign(string target) => new FieldFaults()
        .Need(false, "limits", new(
            $"「{target}」は、あなたが所属する研究機関のものではありません。", $"'{target}' is not of an institution of yours."))
        .ToRefusal("bad-token")!;

    private static Refusal OtherProject(string bound) => new FieldFaults()
        .Need(false, "project", new($"今のトークンはプロジェクト {bound} のものです。", $"The token that you use is of the project {bound}."))
        .ToRefusal("bad-token")!;

    private static Refusal BadScope { get; } = new FieldFaults()
        .Need(false, "scope", new("read・write・fine-grained のどれかを指定してください。", "Use read, write or fine-grained."))
        .ToRefusal("bad-token")!;
}
