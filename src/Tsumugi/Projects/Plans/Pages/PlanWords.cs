using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Ui.Components;

namespace Tsumugi.Projects.Plans.Pages;

/// <summary>How milestones, changes and reports are called and look.</summary>
internal static class PlanWords
{
    public static (Words Title, Tone Tone) Of(Milestone milestone, DateOnly today) => milestone.StateOn(today) switch
    {
        "done" => (new("達成", "Reached"), Tone.Good),
        "overdue" => (new("期日を過ぎた", "Overdue"), Tone.Bad),
        _ => (new("予定", "Planned"), Tone.Waiting),
    };

    public static (Words Title, Tone Tone) Of(DeskState state) => state switch
    {
        DeskState.Submitted => (new("確認待ち", "Waiting"), Tone.Waiting),
        DeskState.Approved => (new("承認", "Approved"), Tone.Good),
        _ => (new("差し戻し", "Returned"), Tone.Bad),
    };

    public static Words Of(ProjectReport report, string project)
    {
        var year = new FiscalYear(report.Year).Name;
        return report.Kind == ReportKind.Final ? new($"{project} の最終報告（{year.Ja}）", $"Final report of {project}, {year.En}") : new($"{project} の{year.Ja}の報告", $"Report of {project} on {year.En}");
    }
}
