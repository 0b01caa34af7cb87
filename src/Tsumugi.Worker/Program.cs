using System.Runtime.InteropServices;
using Tsumugi.Worker;
using Tsumugi.Worker.Jobs;
using Tsumugi.Worker.Serving;

using var stopping = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stopping.Cancel();
});
HubWatch.Begin();

switch (args)
{
    case ["run", var folder]:
        return await RunCommand.RunAsync(folder, stopping.Token);
    case ["serve", "--model", var folder, "--socket", var socket]:
        return await ServeCommand.RunAsync(folder, socket, stopping.Token);
    default:
        await Console.Error.WriteLineAsync("Usage: Tsumugi.Worker run FOLDER | serve --model FOLDER --socket PATH");
        return ExitCodes.Usage;
}
