using System.CommandLine;
using Tsumugi.Client.Thread;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class ThreadCommands
{
    private static readonly Argument<string> Node = new("node") { Description = "kind:id or kind:id@revision" };

    private static readonly Option<string?> Head = new("--head") { Description = "A head noted earlier / 控えておいた末尾のハッシュ" };

    public static Command Make() => new("thread", "The thread / 来歴") { Show(), Verify() };

    private static Command Show()
    {
        var command = new Command("show", "What a node came from, and what came from it / 祖先と子孫") { Node };
        command.Runs((hub, parsed, stop) => hub.NodeAsync(parsed.GetValue(Node)!, stop), view =>
        {
            Console.WriteLine(view.Node);
            Section(T("祖先（何から作られたか）", "Ancestors (what it came from)"), view.Ancestors);
            Section(T("子孫（何に使われたか）", "Descendants (what came from it)"), view.Descendants);
        });
        return command;
    }

    private static Command Verify()
    {
        var command = new Command("verify", "Recompute the hash chain / ハッシュの鎖を計算し直す") { Head };
        command.Runs(
            (hub, parsed, stop) => hub.VerifyAsync(parsed.GetValue(Head), stop),
            verdict => Console.WriteLine(verdict.Valid
                ? T($"{verdict.Length} 件すべて正常（うち仮名化 {verdict.Redacted} 件）。末尾 {verdict.Head}", $"{verdict.Length} records, all sound ({verdict.Redacted} redacted). head {verdict.Head}")
                : T($"記録 {verdict.FaultyRecord}：{verdict.Reason}", $"record {verdict.FaultyRecord}: {verdict.Reason}")),
            verdict => verdict.Valid);
        return command;
    }

    private static void Section(string title, IReadOnlyList<RelatedNode> nodes)
    {
        Console.WriteLine(title);
        foreach (var node in nodes)
            Console.WriteLine($"{new string(' ', 2 * node.Depth)}{node.Node}");
        if (nodes.Count == 0)
            Console.WriteLine("  —");
    }
}
