using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Applications;

/// <summary>The applicant takes an application back, or gives a grant up.</summary>
public sealed record WithdrawApplication(string Id)
{
    public async Task<Outcome<UseApplication>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindApplication.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (!found.Value.IsOwn)
            return ApplicantOnly;
        var row = found.Value.Row;
        if (row.State is not (ApplicationState.Submitted or ApplicationState.Endorsed or ApplicationState.Granted))
            return row;
        row.State = ApplicationState.Withdrawn;
        db.Record(new() { Actor = caller.Node, Kind = "application.withdrawn", Subject = row.Node });
        await db.SaveChangesAsync(stop);
        return row;
    }

    internal static Refusal ApplicantOnly { get; } = new(
        "applicant-only", 403,
        new("申請した本人だけができる操作です。", "Only whoever applied may do this."),
        new("申請者に依頼してください。", "Ask the applicant."));
}

/// <summary>A member of the committee takes a grant back: from now on nothing new may rely on it.</summary>
public sealed record RevokeGrant(string Id, string? Reason)
{
    public async Task<Outcome<UseApplication>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindApplication.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var row = found.Value.Row;
        if (Gate.AskSteward(caller, row.OwnerId) is { } refusal)
            return refusal;
        if (new FieldFaults().Need(!string.IsNullOrWhiteSpace(Reason), "reason", new("取り消す理由を書いてください。申請者に示されます。", "Say why; the applicant reads it.")).ToRefusal("no-reason") is { } wrong)
            return wrong;
        if (row.State != ApplicationState.Granted)
            return row;
        (row.State, row.Terms) = (ApplicationState.Revoked, Reason!.Trim());
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "application.revoked",
            Subject = row.Node,
            Facts = new Dictionary<string, object?> { ["reason"] = row.Terms },
        });
        await db.SaveChangesAsync(stop);
        return row;
    }
}

/// <summary>The applicant says what was done with the data and how they were disposed of.</summary>
public sealed record ReportUse(string Id, string? Report)
{
    private const int MostText = 10_000;

    public async Task<Outcome<UseApplication>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindApplication.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (!found.Value.IsOwn)
            return WithdrawApplication.ApplicantOnly;
        var row = found.Value.Row;
        if (row.DecidedAt is null || row.State == ApplicationState.Refused)
            return Refusal.Conflict("nothing-granted", new("まだ利用が認められていません。", "Nothing has been granted yet."), new("認められた後に報告してください。", "Report after it was granted."));
        var text = Report?.Trim() ?? "";
        if (new FieldFaults().Need(text.Length is > 0 and <= MostText, "report", new($"利用と廃棄の内容を {MostText:N0} 文字以内で書いてください。", $"Say what was done and how the data were disposed of, within {MostText:N0} characters.")).ToRefusal("no-report") is { } wrong)
            return wrong;
        (row.Report, row.ReportedAt) = (text, now);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "application.reported",
            Subject = row.Node,
            Facts = new Dictionary<string, object?> { ["report"] = text },
        });
        await db.SaveChangesAsync(stop);
        return row;
    }
}
