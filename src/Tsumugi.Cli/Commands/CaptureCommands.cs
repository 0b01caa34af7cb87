using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Tsumugi.Cli.Capturing;
using Tsumugi.Client;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary>Beside an instrument: what it measures comes to the hub by itself.</summary>
internal static class CaptureCommands
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly CaptureSettings Usual = new();

    private static readonly Argument<string[]> Folders = new("folder") { Description = "Folders to watch; read alone / 見張るフォルダ（読むだけ）", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> Instrument = new("--instrument") { Description = "The hub's name of it / 機器" };

    private static readonly Option<FileInfo?> Config = new("--config") { Description = "The same settings as a JSON file / 設定ファイル（JSON）" };

    private static readonly Option<double?> Quiet = new("--quiet") { Description = "Complete after so many seconds without a change (120) / 変化が止まって何秒で完了とするか" };

    private static readonly Option<double?> Every = new("--every") { Description = "Seconds between two looks (10) / 見る間隔（秒）" };

    private static readonly Option<string[]> Markers = new("--marker") { Description = "A folder is complete only with such a file in it / 完了を示すファイル名" };

    private static readonly Option<string> Each = new("--each") { Description = "entry or file: what one acquisition is / 1 回の計測は、直下の項目か、ファイルごとか", DefaultValueFactory = _ => "entry" };

    private static readonly Option<string?> State = new("--state") { Description = "Where to remember, outside the folders / 記録の置き場所" };

    private static readonly Option<double?> Piece = new("--piece") { Description = "MiB sent at a time (16) / 1 回に送る MiB" };

    private static readonly Option<bool> Once = new("--once") { Description = "End when all that is complete is delivered / 1 回で終わる" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be done, and do nothing / 何をするかだけを示す" };

    public static Command Make()
    {
        Each.AcceptOnlyFromAmong("entry", "file");
        var command = new Command("capture", "Bring in what an instrument measures / 機器が計測したものを取り込む") { Folders, Instrument, Config, Quiet, Every, Markers, Each, State, Piece, Once, DryRun, Status() };
        command.SetAction((parsed, stop) => Invocation.SayAsync(() => RunAsync(parsed, stop)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var settings = Read(parsed).Checked();
        if (parsed.GetValue(DryRun))
            return Show(settings);
        if (Credentials.Find() is not { } credentials)
        {
            await Console.Error.WriteLineAsync(T("tsumugi: サインインしていません。tsumugi login を実行するか、TSUMUGI_TOKEN を設定してください。", "tsumugi: not signed in; run 'tsumugi login', or set TSUMUGI_TOKEN."));
            return 1;
        }

        using var journal = new Journal(settings.State, write: true);
        using var hub = new HubClient(credentials.Hub, credentials.Token);
        return await new CaptureLoop(hub, settings, journal).RunAsync(parsed.GetValue(Once), stop) ? 0 : 1;
    }

    private static CaptureSettings Read(ParseResult parsed)
    {
        var file = parsed.GetValue(Config) is { } config ? CaptureSettings.Read(config.FullName) : Usual;
        return file with
        {
            Folders = parsed.GetValue(Folders) is { Length: > 0 } folders ? folders : file.Folders,
            Instrument = parsed.GetValue(Instrument) ?? file.Instrument,
            Quiet = parsed.GetValue(Quiet) ?? file.Quiet,
            Every = parsed.GetValue(Every) ?? file.Every,
            Markers = parsed.GetValue(Markers) is { Length: > 0 } markers ? markers : file.Markers,
            EachFile = file.EachFile || parsed.GetValue(Each) == "file",
            State = parsed.GetValue(State) ?? file.State,
            Piece = parsed.GetValue(Piece) ?? file.Piece,
        };
    }

    private static int Show(CaptureSettings settings)
    {
        using var journal = new Journal(settings.State, write: false);
        foreach (var watched in settings.Folders.SelectMany(folder => Watched.In(folder, settings.EachFile)))
        {
            var before = journal.Find(watched);
            var what = watched.Waits(settings) is { } waits ? T($"待つ（{waits}）", $"waits ({waits})")
                : before?.CapturedAt is not null && watched.Files.All(before.Seen.Contains) ? T($"取り込み済み → {before.Dataset}", $"captured → {before.Dataset}")
                : T($"{settings.Quiet} 秒変化がなければ取り込む", $"captured once nothing changes for {settings.Quiet} s");
            Console.WriteLine(string.Create(CultureInfo.CurrentCulture, $"{watched.Name,-40} {watched.Files.Count,6} {watched.Files.Sum(file => file.Size),15:N0}  {what}"));
        }

        return 0;
    }

    private static Command Status()
    {
        var command = new Command("status", "What was captured, and what is on its way / 取り込みの状態") { State };
        command.SetAction((parsed, _) => Invocation.SayAsync(() =>
        {
            using var journal = new Journal(Path.GetFullPath(parsed.GetValue(State) ?? Usual.State), write: false);
            if (parsed.GetValue(Invocation.Json))
                Console.WriteLine(JsonSerializer.Serialize(journal.All, Written));
            else
            {
                foreach (var entry in journal.All)
                {
                    Console.WriteLine($"{(entry.CapturedAt is null ? T("送信待ち", "on its way") : T("完了", "captured")),-12} {entry.Name,-40} {entry.Dataset ?? "—"}");
                    foreach (var line in entry.Left.Append(entry.Problem).Where(line => line is not null))
                        Console.WriteLine($"  {line}");
                }
            }

            return Task.FromResult(journal.All.All(entry => entry.CapturedAt is not null) ? 0 : 1);
        }));
        return command;
    }
}
