using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Tsumugi.Client;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli;

/// <summary>Runs one command against the hub. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.</summary>
internal static class Invocation
{
    public static readonly Option<bool> Json = new("--json") { Description = "Answer as JSON / JSON で答える", Recursive = true };

    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter() },
    };

    /// <param name="ask">Asks the hub.</param>
    /// <param name="show">Shows the answer to a person; with <c>--json</c> it is written as it is instead.</param>
    /// <param name="good">Whether the answer is what one hopes for; else the exit code is 1.</param>
    public static void Runs<TAnswer>(
        this Command command, Func<HubClient, ParseResult, CancellationToken, Task<TAnswer>> ask, Action<TAnswer> show, Func<TAnswer, bool>? good = null) =>
        command.SetAction((parsed, stop) => SayAsync(async () =>
        {
            if (Credentials.Find() is not { } credentials)
            {
                await Console.Error.WriteLineAsync(T(
                    "tsumugi: サインインしていません。tsumugi login を実行するか、TSUMUGI_TOKEN を設定してください。",
                    "tsumugi: not signed in; run 'tsumugi login', or set TSUMUGI_TOKEN."));
                return 1;
            }

            using var hub = new HubClient(credentials.Hub, credentials.Token);
            var answer = await ask(hub, parsed, stop);
            if (parsed.GetValue(Json))
                Console.WriteLine(JsonSerializer.Serialize(answer, Written));
            else
                show(answer);
            return good?.Invoke(answer) ?? true ? 0 : 1;
        }));

    public static async Task<int> SayAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (HubRefusedException error)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {error.Message}");
        }
        catch (HttpRequestException error)
        {
            await Console.Error.WriteLineAsync(T(
                $"tsumugi: ハブに接続できません（{error.Message}）。アドレスと、ハブが動いているかを確かめてください。",
                $"tsumugi: the hub cannot be reached ({error.Message}); check its address and that it runs."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {error.Message}");
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync($"tsumugi: {error.Message}");
            return 2;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }

        return 1;
    }
}
