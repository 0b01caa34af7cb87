using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls;

namespace Tsumugi.Projects.Plans;

/// <summary>An awarded project asks for other days, more credits or a later end.</summary>
public sealed record AskForChange(string ProjectId, ChangeAsked Asked)
{
    private const int MostText = 10_000;
    private const decimal MostCredits = 1_000_000_000;

    public async Task<Outcome<ChangeRequest>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var project = await FindPlan.ToWriteAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        if (await FindPlan.AwardAsync(db, ProjectId, stop) is not { } award)
            return NotAwarded;
        var agreed = await db.Set<Milestone>().Where(row => row.ProjectId == ProjectId && row.Agreed && row.DoneAt == null).ToListAsync(stop);
        var decided = Decide(caller.PersonId!, award, agreed, now);
        if (decided.Refused)
            return decided;
        db.Add(decided.Value);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.change-asked",
            Subject = project.Value.Node,
            Facts = new Dictionary<string, object?> { ["change"] = decided.Value.Id, ["milestones"] = decided.Value.Milestones, ["credits"] = decided.Value.Credits, ["until"] = decided.Value.Until },
        });
        await db.SaveChangesAsync(stop);
        return decided;
    }

    public Outcome<ChangeRequest> Decide(string person, Proposal award, IReadOnlyList<Milestone> agreed, DateTime now)
    {
        var (faults, days) = (new FieldFaults(), new SortedDictionary<string, DateOnly?>(StringComparer.Ordinal));
        var until = ProjectEntry.Day(Asked.Until, "until", faults);
        var last = until ?? award.Until!.Value;
        foreach (var (id, text) in Asked.Milestones)
        {
            if (agreed.FirstOrDefault(row => row.Id == id) is not { } milestone)
            {
                faults.Need(false, "milestones", new($"節目 {id} は、採択時に合意した未達成の節目ではありません。", $"{id} is no agreed milestone that is still to be reached."));
                continue;
            }

            var day = ProjectEntry.Day(text, "milestones", faults);
            faults.Need(day is null || day <= last, "milestones", new($"「{milestone.Title}」の期日が、プロジェクトの終わり（{last:yyyy-MM-dd}）より後です。", $"'{milestone.Title}' would be due after the project's last day, {last.ToString(ProjectEntry.DayFormat, CultureInfo.InvariantCulture)}."));
            if (day != milestone.Due)
                days[id] = day;
        }

        faults
            .Need(Asked.Text?.Trim().Length is > 0 and <= MostText, "text", new($"変更の理由を {MostText:N0} 文字以内で書いてください。", $"Say why, within {MostText:N0} characters."))
            .Need(Asked.Credits is >= 0 and <= MostCredits, "credits", new("0 以上にしてください。", "It must not be negative."))
            .Need(until is null || until > JapanTime.Day(now), "until", new("今日より後の日を書いてください。", "Choose a day after today."))
            .Need(Asked.Credits == 0 || last > JapanTime.Day(now), "credits", new("採択期間が終わっています。終わりの日の延長も合わせて申請してください。", "The award has ended; ask for a later last day as well."))
            .Need(days.Count > 0 || Asked.Credits != 0 || (until is not null && until != award.Until), "text", new("節目の期日、クレジット、終わりの日のどれかを変えてください。", "Change the day of a milestone, the credits or the last day."));
        return faults.ToRefusal("bad-change") is { } refusal ? refusal : new ChangeRequest
        {
            Id = RandomId.Make(8),
            ProjectId = ProjectId,
            PersonId = person,
            CreatedAt = now,
            Text = Asked.Text!.Trim(),
            Milestones = days,
            Credits = Asked.Credits,
            Until = until == award.Until ? null : until,
        };
    }

    private static Refusal NotAwarded { get; } = Refusal.Conflict(
        "not-awarded",
        new("採択によらないプロジェクトには、変更を申請する計画がありません。", "This project began without an award: nothing was agreed on."),
        new("節目はそのまま変更できます。計算資源は公募に提案してください。", "Change its milestones as you like; for more compute, propose to a call."));
}
