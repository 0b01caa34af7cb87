using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Approvals;

/// <summary>Enters an approval; it counts once somebody else has confirmed it.</summary>
public sealed record RegisterApproval(string ProjectId, string? Number, string? Committee, string? From, string? Until)
{
    public async Task<Outcome<EthicsApproval>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var project = await FindProject.ToLeadAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        var decided = Decide(this, caller.PersonId!, now);
        if (decided.Refused)
            return decided;
        var made = decided.Value;
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.approval-registered",
            Subject = project.Value.Node,
            Facts = new Dictionary<string, object?>
            {
                ["approval"] = made.Id,
                ["number"] = made.Number,
                ["committee"] = made.Committee,
                ["from"] = made.From,
                ["until"] = made.Until,
            },
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public static Outcome<EthicsApproval> Decide(RegisterApproval command, string person, DateTime now)
    {
        var faults = new FieldFaults();
        var (number, committee) = (command.Number?.Trim() ?? "", command.Committee?.Trim() ?? "");
        var (from, until) = (ProjectEntry.Day(command.From, "from", faults), ProjectEntry.Day(command.Until, "until", faults));
        faults
            .Need(number.Length is > 0 and <= 100, "number", new("承認番号を 100 文字以内で書いてください。", "Give the approval's number, up to 100 characters."))
            .Need(committee.Length is > 0 and <= 200, "committee", new("倫理審査委員会の名称を 200 文字以内で書いてください。", "Give the committee's name, up to 200 characters."))
            .Need(from is not null, "from", new("承認の日を書いてください。", "Give the day from which it holds."))
            .Need(until is not null, "until", new("承認の期限を書いてください。期限のない承認は、次の見直しの日を書きます。", "Give its last day; where it has none, the day of its next review."))
            .Need(from is null || until is null || from <= until, "until", new("期限が承認の日より前です。", "Its last day is before its first."))
            .Need(until is null || until >= DateOnly.FromDateTime(now), "until", new("期限が既に過ぎています。", "It has ended already."));
        if (faults.ToRefusal("bad-approval") is { } refusal)
            return refusal;
        return new EthicsApproval
        {
            Id = RandomId.Make(10),
            ProjectId = command.ProjectId,
            Number = number,
            Committee = committee,
            From = from!.Value,
            Until = until!.Value,
            RegisteredBy = person,
            RegisteredAt = now,
        };
    }
}
