using System.Text.Json;
using Tsumugi.Client.Projects;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Calls;

/// <summary>Checks what a proposal says. A draft may be anything that is not too long; what is submitted is whole.</summary>
internal static class ProposalEntry
{
    private const int MostCharacters = 200_000;
    private const int LongestPlan = 50_000;
    private const int MostMembers = 100;
    private const int MostMilestones = 50;
    private const int MostData = 100;
    private const int MostDays = 6 * 366;

    public static Refusal? TooLong(ProposalRequest entry) => new FieldFaults()
        .Need(JsonSerializer.Serialize(entry, JsonSerializerOptions.Web).Length <= MostCharacters, "plan", new($"提案は全部で {MostCharacters:N0} 文字以内にしてください。", $"Keep the whole proposal within {MostCharacters:N0} characters."))
        .ToRefusal("bad-proposal");

    /// <summary>Everything that stands between the draft and its submission. Pure.</summary>
    /// <param name="memberships">Pairs of person and institution that there are.</param>
    /// <returns>The project as it would be begun.</returns>
    public static Outcome<Project> Check(Proposal proposal, Call call, IReadOnlySet<(string Person, string Institution)> memberships, DiseaseOntology diseases, DateTime now)
    {
        var (entry, faults) = (proposal.Entry, new FieldFaults());
        var project = Project.Begun("", proposal.InstitutionId, now);
        (entry.Project ?? new()).ToEntry().Read(project, faults, diseases);
        var (today, plan) = (JapanTime.Day(now), entry.Plan?.Trim() ?? "");
        var until = ProjectEntry.Day(entry.Until, "until", faults);
        faults
            .Need(project.Summary.Length > 0, "summary", new("概要を書いてください。", "Give a summary."))
            .Need(plan.Length is > 0 and <= LongestPlan, "plan", new($"研究計画を {LongestPlan:N0} 文字以内で書いてください。", $"Give the research plan, within {LongestPlan:N0} characters."))
            .Need(entry.Credits >= 0 && entry.Credits <= call.MostCredits, "credits", new($"この公募では 0〜{call.MostCredits:N0} クレジットまで希望できます。", $"This call gives 0 to {call.MostCredits:N0} credits."))
            .Need(until is not null, "until", new("終了予定の日を書いてください。", "Give the last day of the project."))
            .Need(until is null || (until > today && until.Value.DayNumber - today.DayNumber <= MostDays), "until", new("今日より後、6 年以内の日を書いてください。", "Choose a day within six years from today."));
        CheckMembers(entry, memberships, faults);
        CheckMilestones(entry, until, faults);
        faults.Need(entry.Data.Count <= MostData && entry.Data.All(IsRepository), "data", new(
            $"「dataset:機関/名前」または「model:機関/名前」を 1 行に 1 つ、{MostData} 行以内で書いてください。", $"Write 'dataset:INSTITUTION/NAME' or 'model:INSTITUTION/NAME', one a line, up to {MostData} lines."));
        return faults.ToRefusal("bad-proposal") is { } refusal ? refusal : project;
    }

    private static void CheckMembers(ProposalRequest entry, IReadOnlySet<(string Person, string Institution)> memberships, FieldFaults faults)
    {
        var wrong = entry.Members.Where(member => !memberships.Contains((member.Person, member.Institution))).Select(member => $"{member.Person} {member.Institution}").ToList();
        faults
            .Need(entry.Members.Count <= MostMembers, "members", new($"{MostMembers} 人以内にしてください。", $"Keep it within {MostMembers} people."))
            .Need(wrong.Count == 0, "members", new($"「{string.Join("、", wrong)}」という所属はありません。「利用者 機関」を 1 行に 1 人ずつ書いてください。", $"There is no such membership: {string.Join(", ", wrong)}. Write 'PERSON INSTITUTION', one a line."))
            .Need(entry.Members.DistinctBy(member => member.Person).Count() == entry.Members.Count, "members", new("同じ人が 2 回出てきます。", "Somebody is named twice."));
    }

    private static void CheckMilestones(ProposalRequest entry, DateOnly? until, FieldFaults faults)
    {
        faults.Need(entry.Milestones.Count is >= 1 and <= MostMilestones, "milestones", new($"計画の節目を 1〜{MostMilestones} 個書いてください。", $"Give 1 to {MostMilestones} milestones."));
        foreach (var (number, row) in entry.Milestones.Index())
        {
            var due = ProjectEntry.Day(row.Due, "milestones", faults);
            faults
                .Need(due is not null && row.Title?.Trim().Length is > 0 and <= 200, "milestones", new($"{number + 1} 行目：「2027-03-31 題名（200 文字以内）」の形で書いてください。", $"Line {number + 1}: write '2027-03-31 TITLE', the title up to 200 characters."))
                .Need(due is null || until is null || due <= until, "milestones", new($"{number + 1} 行目：終了予定の日より後です。", $"Line {number + 1}: it is due after the project's last day."));
        }
    }

    private static bool IsRepository(string text) => text.Split(':') is [("dataset" or "model"), var id] && id.Split('/') is [var institution, var name] && ShortName.IsValid(institution) && ShortName.IsValid(name);
}
