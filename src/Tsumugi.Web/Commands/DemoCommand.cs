using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Web.Demo;
using static Tsumugi.Hub.Language.Words;

namespace Tsumugi.Web.Commands;

/// <summary><c>demo</c>: starts the hub, brings in the sample and runs the main job.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "End after the job / ジョブが終わったら終了する" };

    private static readonly Option<bool> Quick = new("--quick") { Description = "A smaller run, for tests / 小さな実行（テスト用）" };

    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of all randomness / 乱数の種", DefaultValueFactory = _ => 1 };

    public static Command Make()
    {
        var command = new Command("demo", "Start the hub and run the main job on a real genome / 実データで一通り動かす")
        {
            ServerOptions.Data, ServerOptions.Port, Once, Quick, Seed,
        };
        command.SetAction((parsed, stop) => Faults.SayAsync(() => RunAsync(parsed, stop)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        await using var server = await HubServer.StartAsync(ServerOptions.Hub(parsed), parsed.GetValue(ServerOptions.Port), stop);
        server.Greet(Console.Out);
        using var hub = new HubClient(server.Address, await OwnTokenAsync(server, stop));
        var terminal = new DemoTerminal(Console.Out, !Console.IsOutputRedirected);
        var sample = Path.Combine(AppContext.BaseDirectory, "samples", DemoPlan.SampleFile);
        var summary = await new DemoRun(hub, terminal, parsed.GetValue(Quick), parsed.GetValue(Seed)).RunAsync(sample, stop);
        if (!parsed.GetValue(Once))
            terminal.Say(T($"動かし続けています：{server.Address}（終わるには Ctrl+C）", $"Still serving at {server.Address} (Ctrl+C ends)"));
        Console.WriteLine(summary.ToJson());
        if (!parsed.GetValue(Once))
            await server.WaitForStopAsync(stop);
        return 0;
    }

    /// <summary>The demo speaks to the hub as the operator, with a token that lives for a day.</summary>
    private static async Task<string> OwnTokenAsync(HubServer server, CancellationToken stop)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var made = await CreateToken.RunAsync(
            scope.ServiceProvider.GetRequiredService<HubDb>(), FirstStart.PersonId, "demo", TokenScope.Write, TimeSpan.FromDays(1), DateTime.UtcNow, stop);
        return made.Value.Secret;
    }
}
