using System.Runtime.InteropServices;
using Tsumugi.Worker;
using Tsumugi.Worker.Jobs;
using Tsumugi.Worker.Serving;
using Tsumugi.Worker.Tables;

using var stopping = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stopping.Cancel();
});

// Its standard input carries the bytes of a table; there is nothing to watch.
if (args is not ["table"])
    HubWatch.Begin();

switch (args)
{
    case ["table"]:
        return await TableCommand.RunAsync(stopping.Token);
    case ["run", var folder]:
        return await RunCommand.RunAsync(folder, stopping.Token);
    case ["serve", .. var rest]:
        return await ServeCommand.RunAsync(rest, stopping.Token);
    default:
        await Console.Error.WriteLineAsync($"Usage: Tsumugi.Worker run FOLDER | {ServeCommand.Usage} | table");
        return ExitCodes.Usage;
}
