using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Keys;

/// <summary>A new key signs what the hub says; what earlier keys signed stays valid.</summary>
public sealed record RotateKey
{
    public static async Task<Outcome<string>> RunAsync(HubDb db, HubSigner signer, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var (before, made) = (signer.SigningKey, signer.Rotate());
        Record(db, caller, "key.rotated", new() { ["key"] = made, ["before"] = before });
        await db.SaveChangesAsync(stop);
        return made;
    }

    internal static void Record(HubDb db, Caller caller, string kind, Dictionary<string, object?> facts) =>
        db.Record(new() { Actor = caller.Node, Kind = kind, Subject = NodeRef.Of("hub", "self"), Facts = facts });
}

/// <summary>Somebody else may have got a key: nothing that it signed is valid any longer, grants of committees included.</summary>
public sealed record RetireKey(string KeyId, string? Reason)
{
    private const int MostText = 2000;

    public async Task<Outcome<string>> RunAsync(HubDb db, HubSigner signer, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (new FieldFaults()
            .Need(signer.PublicKeys().Any(key => key.Kid == KeyId), "key", new("公開中の鍵から選んでください。", "Choose a key that is published."))
            .Need(Reason?.Trim() is { Length: > 0 and <= MostText }, "reason", new($"失効させる理由を {MostText} 文字以内で書いてください。来歴に残ります。", $"Say why in at most {MostText} characters; it stays on the thread."))
            .ToRefusal("bad-key") is { } fault)
            return fault;
        if (!signer.Retire(KeyId))
            return Gate.NoSuch(new($"鍵 {KeyId} ", $"the key {KeyId}"));
        RotateKey.Record(db, caller, "key.retired", new() { ["key"] = KeyId, ["reason"] = Reason!.Trim(), ["now"] = signer.SigningKey });
        await db.SaveChangesAsync(stop);
        return signer.SigningKey;
    }
}
