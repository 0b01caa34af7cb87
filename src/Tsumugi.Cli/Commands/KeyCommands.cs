using System.CommandLine;
using Tsumugi.Client.Ethics;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>keys …</c>: the keys that sign what the hub says in its own name.</summary>
internal static class KeyCommands
{
    private static readonly Argument<string> Key = new("key") { Description = "Its kid / 鍵の kid" };

    private static readonly Option<string> Reason = new("--reason") { Description = "Why; it stays on the thread / 理由（来歴に残ります）", Required = true };

    public static Command Make() => new("keys", "The hub's signing keys / ハブの署名の鍵") { List(), Rotate(), Retire() };

    private static Command List()
    {
        var command = new Command("list", "Keys that sign and verify / 鍵の一覧");
        command.Runs((hub, _, stop) => hub.KeysAsync(stop), Show);
        return command;
    }

    private static Command Rotate()
    {
        var command = new Command("rotate", "A new key signs from now on (operators) / 新しい鍵に替える");
        command.Runs((hub, _, stop) => hub.RotateKeyAsync(stop), Show);
        return command;
    }

    private static Command Retire()
    {
        var command = new Command("retire", "Nothing that it signed is valid any longer (operators) / 漏れた鍵を失効させる") { Key, Reason };
        command.Runs((hub, parsed, stop) => hub.RetireKeyAsync(parsed.GetValue(Key)!, parsed.GetValue(Reason)!, stop), Show);
        return command;
    }

    private static void Show(KeysView keys)
    {
        foreach (var key in keys.Published)
            Console.WriteLine($"{key}  {(key == keys.Signing ? T("署名", "signs") : T("検証のみ", "verifies"))}");
        foreach (var key in keys.Retired)
            Console.WriteLine($"{key}  {T("失効", "retired")}");
    }
}
