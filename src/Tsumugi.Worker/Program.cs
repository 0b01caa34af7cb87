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
    case ["serve", "--model", var folder, "--socket", var socket]:
        return await ServeCommand.RunAsync(folder, socket, stopping.Token);
    default:
        await Console.Error.WriteLineAsync("Usage: Tsumugi.Worker run FOLDER | serve --model FOLDER --socket PATH | table");
        return ExitCodes.Usage;
}
