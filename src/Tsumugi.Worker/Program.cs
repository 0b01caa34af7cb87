using System.Runtime.InteropServices;
using Tsumugi.Torch.Training.Ranks;
using Tsumugi.Worker;
using Tsumugi.Worker.Jobs;
using Tsumugi.Worker.Links;
using Tsumugi.Worker.Serving;
using Tsumugi.Worker.Tables;

using var stopping = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stopping.Cancel();
});

// A table's bytes come by standard input; mpirun and a cluster's engine give their processes none, and end them themselves.
if (args is not (["table"] or ["run", "--detached", ..]) && !MpiRanks.IsLaunched)
    HubWatch.Begin();

switch (args)
{
    case ["table"]:
        return await TableCommand.RunAsync(stopping.Token);
    case ["run", .. [] or ["--detached"], var folder]:
        return await RunCommand.RunAsync(folder, stopping.Token);
    case ["link", var order]:
        return await LinkCommand.RunAsync(order, stopping.Token);
    case ["serve", .. var rest]:
        return await ServeCommand.RunAsync(rest, stopping.Token);
    default:
        await Console.Error.WriteLineAsync($"Usage: Tsumugi.Worker run [--detached] FOLDER | {ServeCommand.Usage} | table | link ORDER");
        return ExitCodes.Usage;
}
