using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Repositories.Access;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Gated repositories: ask, list, decide.</summary>
internal static class AccessRequests
{
    public sealed record AskBody(string? Purpose);

    public sealed record HandleBody(string? User, string? Status, string? RejectionReason);

    public sealed record GrantBody(string? User);

    public static async Task<IResult> AskAsync(WireContext wire, string type, string ns, string name, AskBody body)
    {
        var found = await wire.RepositoryAsync(Act.Read, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var asked = await GatedAccess.RequestAsync(wire.Db, await wire.CallerAsync(), found.Value, body.Purpose ?? "", DateTime.UtcNow, wire.Stop);
        return asked.Refused ? asked.Refusal!.ToProblem() : TypedResults.Json(new { status = Word(asked.Value.State) });
    }

    public static async Task<IResult> ListAsync(WireContext wire, string type, string ns, string name, string status)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (Read(status) is not { } state)
            return BadStatus(status).ToProblem();
        var rows = await GatedAccess.ListAsync(wire.Db, await wire.CallerAsync(), found.Value, state, wire.Stop);
        if (rows.Refused)
            return rows.Refusal!.ToProblem();
        return TypedResults.Json(rows.Value.Select(row => new
        {
            user = new { user = row.Request.PersonId, fullname = row.Name },
            timestamp = row.Request.At,
            status = Word(row.Request.State),
            fields = new Dictionary<string, string> { ["purpose"] = row.Request.Purpose },
            rejectionReason = row.Request.Reason.Length > 0 ? row.Request.Reason : null,
        }));
    }

    public static async Task<IResult> HandleAsync(WireContext wire, string type, string ns, string name, HandleBody body) =>
        Read(body.Status) is { } state
            ? await DecideAsync(wire, type, ns, name, body.User, state, body.RejectionReason, mustBeAsked: true)
            : BadStatus(body.Status).ToProblem();

    public static Task<IResult> GrantAsync(WireContext wire, string type, string ns, string name, GrantBody body) =>
        DecideAsync(wire, type, ns, name, body.User, AccessState.Accepted, null, mustBeAsked: false);

    private static async Task<IResult> DecideAsync(
        WireContext wire, string type, string ns, string name, string? person, AccessState state, string? reason, bool mustBeAsked)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (mustBeAsked && await GatedAccess.FindAsync(wire.Db, found.Value, person ?? "", wire.Stop) is null)
            return Gate.NoSuch(new($"{person} の利用申請", $"a request of {person}")).ToProblem();
        var refusal = await GatedAccess.DecideAsync(
            wire.Db, await wire.CallerAsync(), found.Value, person ?? "", state, reason ?? "", DateTime.UtcNow, wire.Stop);
        return refusal?.ToProblem() ?? TypedResults.Ok();
    }

    private static AccessState? Read(string? status) => status switch
    {
        "pending" => AccessState.Pending,
        "accepted" => AccessState.Accepted,
        "rejected" => AccessState.Rejected,
        _ => null,
    };

    private static string Word(AccessState state) => state.ToString().ToLowerInvariant();

    private static Refusal BadStatus(string? status) => Refusal.Invalid(
        "bad-status",
        new($"「{status}」という状態はありません。", $"There is no status '{status}'."),
        new("pending・accepted・rejected のどれかにしてください。", "Use pending, accepted or rejected."));
}
