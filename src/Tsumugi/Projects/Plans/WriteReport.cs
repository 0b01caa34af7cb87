using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Plans;

/// <summary>A project reports on a fiscal year, or on the whole; it may be mended until the programme office has approved it.</summary>
public sealed record WriteReport(string ProjectId, string? Kind, int Year, ReportRequest Asked)
{
    private const int MostText = 20_000;

    public async Task<Outcome<ProjectReport>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var project = await FindPlan.ToWriteAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        var kind = Check(project.Value, now);
        if (kind.Refused)
            return kind.Refusal!;
        var row = await db.Set<ProjectReport>().SingleOrDefaultAsync(one => one.ProjectId == ProjectId && one.Kind == kind.Value && one.Year == Year, stop);
        if (row?.State == DeskState.Approved)
            return Approved;
        if (row is null)
        {
            db.Add(row = new()
            {
                ProjectId = ProjectId,
                Year = Year,
                Kind = kind.Value,
                PersonId = "",
                Findings = "",
                Problems = "",
                Next = "",
                WrittenAt = now,
            });
        }

        (row.PersonId, row.Findings, row.Problems, row.Next, row.WrittenAt, row.State) = (
            caller.PersonId!, Asked.Findings!.Trim(), Asked.Problems?.Trim() ?? "", Asked.Next?.Trim() ?? "", now, DeskState.Submitted);
        Record(db, caller, project.Value, "project.reported", row);
        return await SavedAsync(db, row, stop);
    }

    internal static void Record(HubDb db, Caller caller, Project project, string kind, ProjectReport row) => db.Record(new()
    {
        Actor = caller.Node,
        Kind = kind,
        Subject = project.Node,
        Facts = new Dictionary<string, object?> { ["kind"] = row.Kind.ToString(), ["year"] = row.Year, ["reason"] = row.Reason },
    });

    internal static async Task<Outcome<ProjectReport>> SavedAsync(HubDb db, ProjectReport row, CancellationToken stop)
    {
        try
        {
            await db.SaveChangesAsync(stop);
            return row;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Approved;
        }
    }

    private Outcome<ReportKind> Check(Project project, DateTime now)
    {
        var known = NamedWord.TryRead<ReportKind>(Kind, out var kind);
        var (first, last) = (FiscalYear.Of(project.CreatedAt).Year, FiscalYear.Of(now).Year);
        return new FieldFaults()
            .Need(known, "kind", new("annual か final を指定してください。", "Use annual or final."))
            .Need(Year >= first && Year <= last, "year", new($"{first} から {last} までの年度を選んでください。", $"Choose a fiscal year from {first} to {last}."))
            .Need(Asked.Findings?.Trim().Length is > 0 and <= MostText, "findings", new($"得られた成果を {MostText:N0} 文字以内で書いてください。", $"Say what was found and made, within {MostText:N0} characters."))
            .Need(Asked.Problems is null || Asked.Problems.Length <= MostText, "problems", TooLong)
            .Need(Asked.Next is null || Asked.Next.Length <= MostText, "next", TooLong)
            .ToRefusal("bad-report") is { } refusal ? refusal : kind;
    }

    private static Words TooLong { get; } = new($"{MostText:N0} 文字以内にしてください。", $"Keep it within {MostText:N0} characters.");

    private static Refusal Approved { get; } = Refusal.Conflict(
        "report-approved",
        new("この報告は承認済みです。", "This report has been approved."),
        new("補足は、次の報告に書いてください。", "Add to it in the next one."));
}

/// <summary>The programme office approves a report, or returns it to be mended.</summary>
public sealed record DecideReport(string ProjectId, string? Kind, int Year, bool Approve, string? Reason)
{
    public async Task<Outcome<ProjectReport>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (!NamedWord.TryRead<ReportKind>(Kind, out var kind)
            || await db.Set<ProjectReport>().SingleOrDefaultAsync(one => one.ProjectId == ProjectId && one.Kind == kind && one.Year == Year, stop) is not { } row)
            return Gate.NoSuch(new($"{ProjectId} の {Year} 年度の報告 ", $"the report of {ProjectId} on {Year}"));
        if (await db.Set<ProjectMember>().AnyAsync(member => member.ProjectId == ProjectId && member.PersonId == caller.PersonId, stop))
            return DecideChange.OwnProject;
        if (row.State != DeskState.Submitted)
            return Refusal.Conflict("report-decided", new("この報告は確認済みです。", "This report has been dealt with already."), new("プロジェクトのページで状態を確かめてください。", "See its state on the project's page."));
        if (DecideChange.Check(Approve, Reason) is { } wrong)
            return wrong;
        (row.State, row.DecidedBy, row.DecidedAt, row.Reason) = (Approve ? DeskState.Approved : DeskState.Returned, caller.PersonId, now, Reason?.Trim() ?? "");
        WriteReport.Record(db, caller, await db.Set<Project>().SingleAsync(project => project.Id == ProjectId, stop), Approve ? "project.report-approved" : "project.report-returned", row);
        return await WriteReport.SavedAsync(db, row, stop);
    }
}
