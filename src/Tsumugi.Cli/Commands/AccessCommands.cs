using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>access …</c>: applications for the use of data, from the first line to the report.</summary>
internal static class AccessCommands
{
    private static readonly Argument<string> Data = new("data") { Description = "institution/name" };

    private static readonly Argument<string> Id = new("application") { Description = "Its id, as 'access list' prints it / 申請の ID" };

    private static readonly Argument<string> Text = new("text") { Description = "What you want to say; the other side reads it / 相手に伝える文章" };

    private static readonly Option<bool> OfModel = new("--model") { Description = "A model rather than a dataset / モデルへの申請" };

    private static readonly Option<string> Project = new("--project") { Description = "In whose name / 申請するプロジェクト", Required = true };

    private static readonly Option<string> Purpose = new("--purpose") { Description = "What is to be found out, and how the data are used / 利用目的", Required = true };

    private static readonly Option<string> TrainedOn = new("--trained-on") { Description = "Day of your research ethics training, yyyy-MM-dd / 研究倫理研修の日", Required = true };

    private static readonly Option<string> Security = new("--security") { Description = "standard or high / 安全管理の水準", DefaultValueFactory = _ => "standard" };

    private static readonly Option<string> Until = new("--until") { Description = "Last day of use, yyyy-MM-dd / 利用を終える日", Required = true };

    private static readonly Option<bool> Waiting = new("--waiting") { Description = "Only those that wait for you / 自分の判断を待つもの" };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Grant it / 認める" };

    private static readonly Option<bool> No = new("--no") { Description = "Refuse it / 認めない" };

    private static readonly Option<string?> Comment = new("--comment") { Description = "A term of the grant, or why not / 付ける条件、または認めない理由" };

    public static Command Make() => new("access", "Applications for the use of data / データの利用申請")
    {
        Apply(), List(), One("show", "One application with its votes / 申請の内容", (hub, id, stop) => hub.ApplicationAsync(id, stop)),
        One("endorse", "Your institution stands behind it / 所属機関として承認する", (hub, id, stop) => hub.EndorseAsync(id, stop)), Vote(), Renew(),
        Saying("report", "What was done with the data, and how they were disposed of / 利用と廃棄を報告する", (hub, id, text, stop) => hub.ReportUseAsync(id, text, stop)),
        One("withdraw", "Take it back, or give its grant up / 申請を取り下げる、利用を終える", (hub, id, stop) => hub.WithdrawApplicationAsync(id, stop)),
        Saying("revoke", "Take a grant back, and say why / 承認を取り消す", (hub, id, text, stop) => hub.RevokeGrantAsync(id, text, stop)),
    };

    private static Command Apply()
    {
        var command = new Command("apply", "Apply as a project / プロジェクトとして申請する") { Data, OfModel, Project, Purpose, TrainedOn, Security, Until };
        command.Runs(
            (hub, parsed, stop) => hub.ApplyAsync(parsed.GetValue(OfModel) ? "model" : "dataset", parsed.GetValue(Data)!, new(
                parsed.GetValue(Project), parsed.GetValue(Purpose), parsed.GetValue(TrainedOn), parsed.GetValue(Security), parsed.GetValue(Until)), stop),
            Lines);
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Those that concern you, newest first / 自分に関わる申請") { Waiting };
        command.Runs((hub, parsed, stop) => hub.ApplicationsAsync(parsed.GetValue(Waiting), stop), Lines);
        return command;
    }

    private static Command Vote()
    {
        var command = new Command("vote", "Vote as a member of the data access committee / 委員として投票する") { Id, Yes, No, Comment };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Yes) == result.GetValue(No))
                result.AddError(T("--yes か --no のどちらかを付けてください。", "Say either --yes or --no."));
        });
        command.Runs((hub, parsed, stop) => hub.VoteAsync(parsed.GetValue(Id)!, new(parsed.GetValue(Yes), parsed.GetValue(Comment)), stop), Show);
        return command;
    }

    private static Command Renew()
    {
        var command = new Command("renew", "Ask for what was granted for longer / 認められた利用の延長を申請する") { Id, Until };
        command.Runs((hub, parsed, stop) => hub.RenewAsync(parsed.GetValue(Id)!, new(parsed.GetValue(Until)), stop), Show);
        return command;
    }

    private static Command One(string verb, string about, Func<HubClient, string, CancellationToken, Task<ApplicationView>> ask)
    {
        var command = new Command(verb, about) { Id };
        command.Runs((hub, parsed, stop) => ask(hub, parsed.GetValue(Id)!, stop), Show);
        return command;
    }

    private static Command Saying(string verb, string about, Func<HubClient, string, string, CancellationToken, Task<ApplicationView>> ask)
    {
        var command = new Command(verb, about) { Id, Text };
        command.Runs((hub, parsed, stop) => ask(hub, parsed.GetValue(Id)!, parsed.GetValue(Text)!, stop), Show);
        return command;
    }

    private static void Lines(IReadOnlyList<ApplicationView> rows)
    {
        foreach (var row in rows)
            Console.WriteLine($"{row.Id,-12} {row.State,-10} {row.Source,-40} {row.Project,-24} {row.Person,-16} {row.Until:yyyy-MM-dd}");
    }

    private static void Show(ApplicationView row)
    {
        Lines([row]);
        Console.WriteLine($"  {row.Purpose}");
        Console.WriteLine($"  {T("緩和を求める条件", "Conditions to be lifted")}: {string.Join(' ', row.Rules)}");
        foreach (var vote in row.Votes)
            Console.WriteLine($"  {vote.Person}: {(vote.Yes ? T("認める", "yes") : T("認めない", "no"))} {vote.Comment}");
        if (row.Terms.Length > 0)
            Console.WriteLine($"  {(row.State == "granted" ? T("条件", "Terms") : T("理由", "Reasons"))}: {row.Terms}");
        if (row.ReportedAt is { } reported)
            Console.WriteLine($"  {T("報告", "Report")} {reported:u}: {row.Report}");
    }
}
