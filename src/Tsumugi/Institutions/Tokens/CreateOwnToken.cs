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
        var command = new CreateToken
        {
            PersonId = caller.PersonId!,
            Name = asked.Name,
            Scope = scope,
            Lifetime = TimeSpan.FromDays(Math.Clamp(asked.Days, 0, 10_000)),
            NoLaterThan = caller.TokenExpiresAt,
        };
        return await command.RunAsync(db, caller.Node, now, stop);
    }

    public static bool TryRead(string? text, out TokenScope scope)
    {
        scope = text == "write" ? TokenScope.Write : TokenScope.Read;
        return text is "read" or "write";
    }

    private static Refusal BadScope { get; } = new FieldFaults()
        .Need(false, "scope", new("read か write を指定してください。", "Use read or write."))
        .ToRefusal("bad-token")!;
}
