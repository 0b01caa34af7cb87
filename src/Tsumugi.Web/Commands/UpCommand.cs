using System.CommandLine;

namespace Tsumugi.Web.Commands;

/// <summary><c>up</c>: starts the hub and serves until it is told to stop.</summary>
internal static class UpCommand
{
    public static Command Make()
    {
        var command = new Command("up", "Start the hub / ハブを起動する") { ServerOptions.Data, ServerOptions.Port };
        command.SetAction((parsed, stop) => Faults.SayAsync(async () =>
        {
            await using var server = await HubServer.StartAsync(ServerOptions.Hub(parsed), parsed.GetValue(ServerOptions.Port), stop);
            server.Greet(Console.Out);
            await server.WaitForStopAsync(stop);
            return 0;
        }));
        return command;
    }
}
