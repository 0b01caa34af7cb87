using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Worker.Jobs;

namespace Tsumugi.Worker.Commands;

/// <summary>One program under bubblewrap, watched until it ends.</summary>
internal sealed class SandboxedStep(CommandStep step, int number, JobOrder order, JobSandbox sandbox, JobScratch scratch, string folder)
{
    // Bubblewrap reads its orders from a file, so that neither they nor the step's environment stand in the list of processes, and
    // reports in another; nothing of the step's environment is in force before the sandbox is closed.
    private const string Launch = """ulimit -c 0; orders=$1; report=$2; input=$3; shift 3; exec "$@" 3<"$orders" 4>"$report" <"$input" """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private string Orders => Path.Combine(scratch.Private, "orders");

    private string Report => Path.Combine(scratch.Private, "report");

    /// <returns>The exit code; above 128 when a signal ended the program.</returns>
    /// <exception cref="JobRefusedException">The sandbox cannot be set up, or the program took more than it may.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var root = RootFiles.Mounts(step.Image is { } image ? sandbox.Images[image] : null, scratch.Tops);
        await File.WriteAllTextAsync(Orders, string.Concat(root.Concat(Settings()).Select(one => one + '\0')), stop);
        using var keptOutput = step.Stdout is { } output ? scratch.WriteTo(output) : null;
        using var keptErrors = step.Stderr is { } errors ? scratch.WriteTo(errors) : null;
        using var tailOfOutput = new TailFile(Path.Combine(folder, StepFiles.Stdout(number)));
        using var tailOfErrors = new TailFile(Path.Combine(folder, StepFiles.Stderr(number)));
        var (process, ended) = Start();
        using (process)
        {
            var said = Task.WhenAll(
                PumpAsync(process.StandardOutput.BaseStream, tailOfOutput, keptOutput), PumpAsync(process.StandardError.BaseStream, tailOfErrors, keptErrors));
            var tooMuch = await WatchAsync(process, ended, stop);
            await ended;
            await said;
            if (tooMuch is not null)
                throw tooMuch;
        }

        return ReadExitCode() ?? throw new JobRefusedException(
            $"The sandbox of step {number} could not be set up, or was ended from outside: {TailFile.LastLine(Path.Combine(folder, StepFiles.Stderr(number)))}");
    }

    private IEnumerable<string> Settings() =>
    [
        .. JobSandbox.Isolation,
        .. sandbox.Network ? [] : (string[])["--unshare-net"],
        .. scratch.Mounts(),
        "--remount-ro", "/",
        "--chdir", CommandPaths.Trimmed(step.Workdir),
        .. Environment().SelectMany(pair => (string[])["--setenv", pair.Key, pair.Value]),
        "--json-status-fd", "4",
    ];

    private Dictionary<string, string> Environment()
    {
        var threads = order.Threads.ToString(CultureInfo.InvariantCulture);
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = CommandPaths.Temporary,
            ["TMPDIR"] = CommandPaths.Temporary,
            ["LANG"] = "C.UTF-8",
            ["OMP_NUM_THREADS"] = threads,
            ["TSUMUGI_THREADS"] = threads,
            ["TSUMUGI_SEED"] = order.Seed.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in step.Environment)
            environment[name] = value;
        return environment;
    }

    private (Process Process, Task Ended) Start()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Launch, "sh", Orders, Report, step.Stdin is { } input ? scratch.ReadFrom(input) : "/dev/null",
            .. Processors.Share(order.Threads), JobSandbox.Program, "--args", "3", "--", .. step.Command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var path = System.Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;

        // The kernel ends the sandbox with the thread that started it, so that thread stays until the end.
        var (started, ended) = (new TaskCompletionSource<Process>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        new System.Threading.Thread(() =>
        {
            try
            {
                var process = Process.Start(start)!;
                started.SetResult(process);
                process.WaitForExit();
                ended.SetResult();
            }
            catch (Exception error)
            {
                started.TrySetException(error);
                ended.TrySetException(error);
            }
        })
        { IsBackground = true, Name = "sandbox" }.Start();
        return (started.Task.GetAwaiter().GetResult(), ended.Task);
    }

    /// <returns>Why it was ended; null when it ended by itself.</returns>
    private async Task<JobRefusedException?> WatchAsync(Process process, Task ended, CancellationToken stop)
    {
        var limits = new SandboxLimits(sandbox.MemoryMiB, scratch.Private);
        while (await Task.WhenAny(ended, Task.Delay(Look, CancellationToken.None)) != ended)
        {
            if ((stop.IsCancellationRequested ? new JobRefusedException($"It was asked to stop during step {number}; a command cannot be resumed.") : limits.Refuse(process.Id, number)) is not { } tooMuch)
                continue;
            process.Kill();
            return tooMuch;
        }

        return null;
    }

    private static async Task PumpAsync(Stream from, TailFile tail, FileStream? kept)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer) is > 0 and var read)
        {
            tail.Write(buffer.AsSpan(0, read));
            if (kept is not null)
                await kept.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private int? ReadExitCode()
    {
        foreach (var line in File.ReadLines(Report).Where(line => line.Contains("exit-code", StringComparison.Ordinal)))
            return JsonDocument.Parse(line).RootElement.GetProperty("exit-code").GetInt32();
        return null;
    }
}
