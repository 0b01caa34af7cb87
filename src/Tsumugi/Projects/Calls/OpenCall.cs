using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Calls;

/// <summary>The programme office announces a call.</summary>
public sealed record OpenCall(string Id, CallRequest Asked)
{
    public async Task<Outcome<Call>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var taken = await db.Set<Call>().AnyAsync(row => row.Id == Id, stop);
        var decided = Decide(Id, Asked, taken, await ChangeCall.KnownAsync(db, Asked.Panel, stop), now);
        if (decided.Refused)
            return decided;
        db.Add(decided.Value);
        db.Record(new() { Actor = caller.Node, Kind = "call.opened", Subject = decided.Value.Node, Facts = Facts(decided.Value) });
        await db.SaveChangesAsync(stop);
        return decided;
    }

    public static Outcome<Call> Decide(string id, CallRequest asked, bool taken, IReadOnlySet<string> known, DateTime now)
    {
        var made = new Call
        {
            Id = id,
            TitleJa = "",
            TitleEn = "",
            Text = "",
            Criteria = [],
            OpensAt = now,
            ClosesAt = now,
            ReviewsWanted = 0,
            MostCredits = 0,
            Panel = [],
            CreatedAt = now,
        };
        var faults = new FieldFaults()
            .Refuse("id", ShortName.Fault(id))
            .Need(!taken, "id", new($"{id} は既にあります。", $"{id} already exists."));
        CallEntry.Read(asked, made, known, faults);
        faults.Need(made.ClosesAt > now, "closes", new("締切が既に過ぎています。", "It would have closed already."));
        return faults.ToRefusal("bad-call") is { } refusal ? refusal : made;
    }

    internal static Dictionary<string, object?> Facts(Call call) => new()
    {
        ["titleJa"] = call.TitleJa,
        ["titleEn"] = call.TitleEn,
        ["opens"] = call.OpensAt,
        ["closes"] = call.ClosesAt,
        ["criteria"] = call.Criteria.Select(row => new { row.Id, row.Weight }),
        ["reviewsWanted"] = call.ReviewsWanted,
        ["mostCredits"] = call.MostCredits,
        ["panel"] = call.Panel,
    };
}
