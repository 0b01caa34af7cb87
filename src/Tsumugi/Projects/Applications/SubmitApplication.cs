using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Applications;

/// <summary>What the applicant says, as it was typed in or sent.</summary>
/// <param name="TrainedOn">A day as <see cref="ProjectEntry.DayFormat"/>.</param>
/// <param name="Security">A word of <see cref="SecurityLevel"/>.</param>
/// <param name="Until">The last day that is asked for.</param>
public sealed record ApplicationEntry(string? Purpose, string? TrainedOn, string? Security, string? Until);

/// <summary>Puts an application before the applicant's institution. What stands in the way was found by whoever knows the data.</summary>
/// <param name="Source">The dataset or model, without a revision.</param>
/// <param name="Rules">The rules that stand in the way.</param>
public sealed record SubmitApplication(Project Project, NodeRef Source, IReadOnlyList<string> Rules, ApplicationEntry Entry)
{
    private const int MostText = 5000;
    private const int MostDays = 5 * 366;

    /// <summary>The grant that it would prolong; null for a first one.</summary>
    public UseApplication? Renews { get; init; }

    public async Task<Outcome<UseApplication>> RunAsync(HubDb db, Caller caller, string institution, DateTime now, CancellationToken stop)
    {
        var decided = Decide(caller.PersonId!, institution, now);
        if (decided.Refused)
            return decided;
        var made = decided.Value;
        if ((await Committee.MembersAsync(db, made.OwnerId, made.PersonId, stop)).Count == 0)
            return NoCommittee(made.OwnerId);
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "application.submitted",
            Subject = made.Node,
            Facts = new Dictionary<string, object?>
            {
                ["source"] = made.Source,
                ["rules"] = made.Rules,
                ["purpose"] = made.Purpose,
                ["security"] = made.Security.ToString(),
                ["trainedOn"] = made.TrainedOn,
                ["until"] = made.Until,
                ["renews"] = Renews?.Id,
            },
            Ties = [new(made.Node, Relations.BelongsTo, Project.Node), new(made.Node, Relations.RunBy, caller.Node)],
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public Outcome<UseApplication> Decide(string person, string institution, DateTime now)
    {
        var (faults, today) = (new FieldFaults(), DateOnly.FromDateTime(now));
        var purpose = Entry.Purpose?.Trim() ?? "";
        var (trained, until) = (ProjectEntry.Day(Entry.TrainedOn, "trainedOn", faults), ProjectEntry.Day(Entry.Until, "until", faults));
        var known = NamedWord.TryRead<SecurityLevel>(Entry.Security, out var security);
        faults
            .Need(purpose.Length is > 0 and <= MostText, "purpose", new($"何を知るために、どう使うかを {MostText:N0} 文字以内で書いてください。", $"Say what is to be found out and how the data are used, within {MostText:N0} characters."))
            .Need(trained is not null, "trainedOn", new("研究倫理の研修を受けた日を書いてください。", "Give the day of your research ethics training."))
            .Need(trained is null || trained <= today, "trainedOn", new("研修の日が今日より後です。", "That day is still to come."))
            .Need(known, "security", new("standard か high を選んでください。", "Choose standard or high."))
            .Need(until is not null, "until", new("利用を終える日を書いてください。", "Give the last day of use."))
            .Need(until is null || (until >= today && until.Value.DayNumber - today.DayNumber <= MostDays), "until", new("今日から 5 年以内の日を書いてください。", "Choose a day within five years from today."))
            .Need(until is null || Renews is null || until > Renews.Until, "until", new($"いまの期限（{Renews?.Until:yyyy-MM-dd}）より後の日を書いてください。", $"Choose a day after {Renews?.Until:yyyy-MM-dd}, to which it is granted already."));
        if (faults.ToRefusal("bad-application") is { } refusal)
            return refusal;
        return new UseApplication
        {
            Id = RandomId.Make(10),
            Source = Source.ToString(),
            OwnerId = Source.Id.Split('/')[0],
            ProjectId = Project.Id,
            PersonId = person,
            InstitutionId = institution,
            Purpose = purpose,
            Rules = [.. Rules.Distinct().Order(StringComparer.Ordinal)],
            TrainedOn = trained!.Value,
            Security = security,
            Until = until!.Value,
            CreatedAt = now,
        };
    }

    private static Refusal NoCommittee(string owner) => Refusal.Conflict(
        "no-committee",
        new($"{owner} には、申請を審査できる管理者がいません。", $"{owner} has no steward who could decide on it."),
        new($"{owner} かハブの運用担当者に、管理者を置くよう依頼してください。", $"Ask {owner}, or an operator of the hub, to appoint one."));
}
