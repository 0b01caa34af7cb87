using System.Diagnostics;

namespace Tsumugi.Compute.Local;

/// <summary>A child process that runs the worker program. It ends when the hub does, because it reads our end of its standard input.</summary>
public sealed class WorkerProcess : IDisposable
{
    /// <summary>What a worker may know of the hub's environment: enough to run .NET, nothing that could be a secret.</summary>
    private static readonly string[] Passed =
        ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "DOTNET_ROOT", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "CUDA_VISIBLE_DEVICES", "SystemRoot"];

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    private static string Dotnet { get; } =
        Environment.ProcessPath is { } own && System.IO.Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";

    /// <summary>The same program as a shell's command, for a machine on which it lies at the same path.</summary>
    public static string Command(string workerPath) => $"{Dotnet} '{workerPath.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static Dictionary<string, string> ChildEnvironment() => Passed
        .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(pair => pair.Value is { Length: > 0 })
        .ToDictionary(pair => pair.Name, pair => pair.Value!);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What its processors have worked so far; null when it has ended.</summary>
    public TimeSpan? Worked
    {
        get
        {
            try
            {
                return _process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <param name="messagesPath">File that receives what the worker says on standard output and standard error.</param>
    /// <exception cref="FileNotFoundException">When the worker program is not there.</exception>
    public static WorkerProcess Start(string workerPath, IReadOnlyList<string> arguments, string messagesPath)
    {
        if (!File.Exists(workerPath))
            throw new FileNotFoundException($"The worker program is not at {workerPath}; build the solution, or set Tsumugi:WorkerPath.", workerPath);
        var start = new ProcessStartInfo(Dotnet, [workerPath, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in ChildEnvironment())
            start.Environment[name] = value;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var messages = new MessageFile(messagesPath);
        process.OutputDataReceived += (_, line) => messages.Write(line.Data);
        process.ErrorDataReceived += (_, line) => messages.Write(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <returns>The exit code; above 128 when a signal ended it.</returns>
    public async Task<int> WaitAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    /// <summary>Ends the worker and everything it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }
    }

    /// <summary>Ends a worker that an earlier, killed hub left behind. A process that is not our worker is left alone.</summary>
    public static void KillOrphan(int processId, string workerPath)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            var commandLine = $"/proc/{processId}/cmdline";
            var ours = File.Exists(commandLine)
                ? File.ReadAllText(commandLine).Contains(System.IO.Path.GetFileName(workerPath), StringComparison.Ordinal)
                : process.ProcessName.Contains("dotnet", StringComparison.Ordinal);
            if (!ours)
                return;
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException)
        {
            // It has ended already.
        }
    }

    public void Dispose() => _process.Dispose();

    /// <summary>A capped file: a worker that talks without end must not fill the disk.</summary>
    private sealed class MessageFile(string path)
    {
        private const long MostBytes = 1 << 20;

        private readonly Lock _lock = new();

        public void Write(string? line)
        {
            if (line is null)
                return;
            lock (_lock)
            {
                if (!File.Exists(path) || new FileInfo(path).Length < MostBytes)
                    File.AppendAllText(path, line + "\n");
            }
        }
    }
}
