using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;

namespace Tsumugi.Datasets.Obligations;

/// <summary>One of a project's people says how an obligation was met; whoever it is owed to sees it.</summary>
/// <param name="Evidence">A DOI, an address or a node of the thread.</param>
public sealed record FulfilObligation(string ProjectId, string Source, string Rule, string? Evidence)
{
    private const int MostText = 500;

    public async Task<Outcome<Obligation>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var project = await FindProject.ToActForAsync(db, caller, ProjectId, null, stop);
        if (project.Refused)
            return project.Refusal!;
        var owed = (await FindObligations.OfProjectAsync(db, ProjectId, stop)).Find(one => one.Source.ToString() == Source && one.Rule == Rule);
        if (owed is null)
            return Gate.NoSuch(new($"{Source} への義務 {Rule} ", $"the obligation {Rule} to {Source}"));
        if (Rule == Obligation.ReportRule)
            return OnItsPage;
        var evidence = Evidence?.Trim() ?? "";
        if (new FieldFaults().Need(evidence.Length is > 0 and <= MostText, "evidence", new($"論文の DOI やアドレスなど、果たしたことの証拠を {MostText} 文字以内で書いてください。", $"Give evidence in at most {MostText} characters: a DOI, an address, a node of the thread.")).ToRefusal("no-evidence") is { } fault)
            return fault;
        if (owed.Fulfilment is not null)
            return Met(owed);
        var made = new Fulfilment { ProjectId = ProjectId, Source = Source, Rule = Rule, Evidence = evidence, PersonId = caller.PersonId!, At = now };
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "obligation.fulfilled",
            Subject = project.Value.Node,
            Facts = new Dictionary<string, object?> { ["source"] = Source, ["rule"] = Rule, ["evidence"] = evidence },
        });
        await db.SaveChangesAsync(stop);
        return owed with { Fulfilment = made };
    }

    private static Refusal Met(Obligation owed) => Refusal.Conflict(
        "obligation-met",
        new($"{owed.Source} への義務（{owed.Rule}）は、既に果たされたと記録されています。", $"The obligation {owed.Rule} to {owed.Source} is recorded as met already."),
        new("記録されている証拠を確かめてください。", "See the evidence that is recorded."));

    private static Refusal OnItsPage { get; } = Refusal.Invalid(
        "report-on-its-page",
        new("利用と廃棄の報告は、申請のページで行います。", "Use and disposal are reported on the application's page."),
        new("「利用申請」から、その申請を開いてください。", "Open the application under 'Applications'."));
}
