using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Client.Ethics;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>data withdraw</c>, <c>data confirm</c>, <c>data impact</c>.</summary>
internal static class WithdrawalCommands
{
    private static readonly Argument<string> Id = new("dataset") { Description = "institution/name" };

    private static readonly Argument<string> Withdrawal = new("withdrawal") { Description = "Its id, as 'data withdraw' printed it / 撤回の ID" };

    private static readonly Argument<string> Revision = new("revision") { Description = "Start of a revision that holds nothing of what was withdrawn / 撤回分を除いた版" };

    private static readonly Option<string> Reason = new("--reason") { Description = "Shown to whoever tries to use the data / 撤回の理由（使おうとした人に表示されます）", Required = true };

    private static readonly Option<bool> Whole = new("--whole") { Description = "All of the dataset, for good / データセット全体" };

    private static readonly Option<string[]> Subjects = new("--subject") { Description = "Identifier of a subject; may be repeated / 対象者の識別子（繰り返し可）" };

    private static readonly Option<FileInfo?> SubjectsFrom = new("--subjects-from") { Description = "File with one identifier on each line / 識別子を 1 行に 1 つ書いたファイル" };

    private static readonly Option<string?> Copy = new("--dataset") { Description = "The revision is of this copy of the dataset / 写しのデータセット" };

    public static Command Withdraw()
    {
        var command = new Command("withdraw", "Withdraw a dataset or some of its subjects / データセットまたは対象者を撤回する") { Id, Reason, Whole, Subjects, SubjectsFrom };
        command.Runs(
            async (hub, parsed, stop) => await hub.WithdrawDataAsync(
                parsed.GetValue(Id)!, new(parsed.GetValue(Reason)!, parsed.GetValue(Whole), await SubjectsAsync(parsed, stop)), stop),
            Show);
        return command;
    }

    public static Command Confirm()
    {
        var command = new Command("confirm", "Confirm a revision without what was withdrawn / 撤回分を除いた版を確認する") { Withdrawal, Revision, Copy };
        command.Runs((hub, parsed, stop) => hub.ConfirmRevisionAsync(parsed.GetValue(Withdrawal)!, new(parsed.GetValue(Revision)!, parsed.GetValue(Copy)), stop), Show);
        return command;
    }

    public static Command Impact()
    {
        var command = new Command("impact", "What came of withdrawn data, and what is to be done / 撤回の影響と対応") { Id };
        command.Runs(ReadAsync, reports =>
        {
            foreach (var report in reports)
                Show(report);
        });
        return command;
    }

    private static async Task<IReadOnlyList<ImpactView>> ReadAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        var reports = new List<ImpactView>();
        foreach (var withdrawal in await hub.WithdrawalsAsync(parsed.GetValue(Id)!, stop))
        {
            var first = await hub.ImpactAsync(withdrawal.Id, 1, stop);
            var (items, total) = (first.Items.ToList(), first.Counts.Values.Sum());
            for (var page = 2; items.Count < total && (await hub.ImpactAsync(withdrawal.Id, page, stop)).Items is { Count: > 0 } more; page++)
                items.AddRange(more);
            reports.Add(first with { Items = items, PageSize = items.Count });
        }

        return reports;
    }

    private static async Task<IReadOnlyList<string>> SubjectsAsync(ParseResult parsed, CancellationToken stop)
    {
        var lines = parsed.GetValue(SubjectsFrom) is { } file ? await File.ReadAllLinesAsync(file.FullName, stop) : [];
        return [.. parsed.GetValue(Subjects) ?? [], .. lines.Where(line => line.Trim().Length > 0)];
    }

    private static void Show(WithdrawalView withdrawal)
    {
        var what = withdrawal.Subjects == 0 ? T("全体", "all of it") : T($"対象者 {withdrawal.Subjects} 名分", $"{withdrawal.Subjects} subjects");
        Console.WriteLine($"{withdrawal.Id}  {withdrawal.Dataset}  {what}  {withdrawal.At:u}");
        Console.WriteLine($"  {withdrawal.Reason}");
        if (withdrawal.Confirmed is { } confirmed)
            Console.WriteLine($"  {T("再び使える版", "may be used again")}: {confirmed}");
    }

    private static void Show(ImpactView report)
    {
        Show(report.Withdrawal);
        Console.WriteLine($"  {string.Join(", ", report.Counts.Select(pair => $"{pair.Key} {pair.Value}"))}; {T($"未対応 {report.Open}", $"{report.Open} open")}{(report.Hidden > 0 ? T($"、非表示 {report.Hidden}", $", {report.Hidden} hidden") : "")}");
        foreach (var item in report.Items)
            Console.WriteLine($"  {(item.State == TaskState.Done ? "✓" : "·")} {item.Node}  {item.Owner} {item.Institution}  {item.Evidence}{item.Note}");
    }
}
