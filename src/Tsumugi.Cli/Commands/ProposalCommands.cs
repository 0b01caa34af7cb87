using System.CommandLine;
using System.Globalization;
using Tsumugi.Client.Projects;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>proposal list</c>, <c>show</c>, <c>draft</c>, <c>save</c>, <c>submit</c>, <c>withdraw</c>, <c>review</c>, <c>award</c>, <c>decline</c>.</summary>
internal static class ProposalCommands
{
    private static readonly Argument<string> Id = new("proposal") { Description = "The proposal's id / 提案の ID" };

    private static readonly Argument<string> Call = new("call") { Description = "The call's short name / 公募の名前" };

    private static readonly Argument<string> File = new("file") { Description = "A file of JSON / JSON のファイル" };

    private static readonly Option<string> Institution = new("--institution") { Description = "The institution that answers for it / 代表機関", Required = true };

    private static readonly Option<bool> ToReview = new("--to-review") { Description = "Those that wait for your review / あなたの審査を待つもの" };

    private static readonly Option<string> Project = new("--project") { Description = "The project's name in addresses / プロジェクトの名前", Required = true };

    private static readonly Option<decimal> Credits = new("--credits") { Description = "Credits of compute / 配分するクレジット", Required = true };

    private static readonly Option<string?> Until = new("--until") { Description = "The award's last day, yyyy-MM-dd; as proposed without it / 採択期間の終わり" };

    private static readonly Option<string?> Terms = new("--terms") { Description = "Terms / 採択の条件" };

    private static readonly Option<string> Reason = new("--reason") { Description = "Why; those who propose read it / 理由（提案者に示されます）", Required = true };

    public static Command Make() => new("proposal", "Proposals to calls / 公募への提案") { List(), Show(), Draft(), Save(), Submit(), Withdraw(), Review(), Award(), Decline() };

    private static Command List()
    {
        var command = new Command("list", "Those you take part in / あなたが参加する提案") { ToReview };
        command.Runs((hub, parsed, stop) => hub.ProposalsAsync(parsed.GetValue(ToReview), stop), rows =>
        {
            foreach (var row in rows)
                Line(row);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One with the reviews you may read / 提案と審査") { Id };
        command.Runs((hub, parsed, stop) => hub.ProposalAsync(parsed.GetValue(Id)!, stop), row =>
        {
            Line(row);
            if (row.Reason.Length > 0)
                Console.WriteLine($"  {row.Reason}");
            foreach (var review in row.Reviews)
                Console.WriteLine($"  {review.Person ?? "—",-16} {string.Join(' ', review.Scores.Select(score => $"{score.Key}={score.Value}"))}  {review.Conflict ?? review.ToApplicant}");
        });
        return command;
    }

    private static Command Draft()
    {
        var command = new Command("draft", "Begin one from a file / ファイルから下書きを作る") { Call, File, Institution };
        command.Runs(
            async (hub, parsed, stop) => await hub.DraftProposalAsync(parsed.GetValue(Call)!, new(parsed.GetValue(Institution), await RequestFile.ReadAsync<ProposalRequest>(parsed.GetValue(File)!, stop)), stop),
            Line);
        return command;
    }

    private static Command Save()
    {
        var command = new Command("save", "Put another file in the draft's place / 下書きを差し替える") { Id, File };
        command.Runs(async (hub, parsed, stop) => await hub.SaveProposalAsync(parsed.GetValue(Id)!, await RequestFile.ReadAsync<ProposalRequest>(parsed.GetValue(File)!, stop), stop), Line);
        return command;
    }

    private static Command Submit()
    {
        var command = new Command("submit", "Hand it in / 提出する") { Id };
        command.Runs((hub, parsed, stop) => hub.SubmitProposalAsync(parsed.GetValue(Id)!, stop), Line);
        return command;
    }

    private static Command Withdraw()
    {
        var command = new Command("withdraw", "Take it back / 取り下げる") { Id };
        command.Runs((hub, parsed, stop) => hub.WithdrawProposalAsync(parsed.GetValue(Id)!, stop), Line);
        return command;
    }

    private static Command Review()
    {
        var command = new Command("review", "Judge one that was given to you, from a file / 審査をファイルから提出する") { Id, File };
        command.Runs(async (hub, parsed, stop) => await hub.ReviewAsync(parsed.GetValue(Id)!, await RequestFile.ReadAsync<ReviewRequest>(parsed.GetValue(File)!, stop), stop), Line);
        return command;
    }

    private static Command Award()
    {
        var command = new Command("award", "Make it a project (operators) / 採択する（運用担当者）") { Id, Project, Credits, Until, Terms };
        command.Runs(
            (hub, parsed, stop) => hub.AwardAsync(parsed.GetValue(Id)!, new(parsed.GetValue(Project), parsed.GetValue(Credits), parsed.GetValue(Until), parsed.GetValue(Terms)), stop), Line);
        return command;
    }

    private static Command Decline()
    {
        var command = new Command("decline", "It does not become a project (operators) / 採択しない（運用担当者）") { Id, Reason };
        command.Runs((hub, parsed, stop) => hub.DeclineAsync(parsed.GetValue(Id)!, parsed.GetValue(Reason)!, stop), Line);
        return command;
    }

    internal static void Line(ProposalView row) => Console.WriteLine(
        $"{row.Id}  {row.State,-10} {row.Mean?.ToString("0.00", CultureInfo.InvariantCulture) ?? "—",5}  {row.Call,-24} {row.Institution,-16} {T(row.Entry.Project?.TitleJa ?? "", row.Entry.Project?.TitleEn ?? "")}  {row.Project}");
}
