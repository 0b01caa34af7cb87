using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Tsumugi.Web.Tests;

/// <summary>The real server program in a process of its own, as an operator would start it.</summary>
public sealed class HubProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private HubProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public string Output => string.Join('\n', _lines);

    public static HubProcess Start(params IReadOnlyList<string> arguments) => StartWith(new Dictionary<string, string>(), arguments);

    /// <param name="settings">Environment variables beside the test's own.</param>
    public static HubProcess StartWith(IReadOnlyDictionary<string, string> settings, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var hub = new HubProcess(process);
        process.OutputDataReceived += (_, line) => hub.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => hub.Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return hub;
    }

    /// <summary>An access token of the operator, made as an operator makes it; the server may be running.</summary>
    public static async Task<string> TokenAsync(string state, string? person = null)
    {
        using var maker = Start(["token", "create", "--data", state, .. person is null ? Array.Empty<string>() : ["--person", person]]);
        return await maker.LineAsync(line => line.StartsWith("tsg_", StringComparison.Ordinal));
    }

    /// <summary>Waits for a line that fits, also among those that were heard before.</summary>
    public async Task<string> LineAsync(Func<string, bool> fits)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(100))
        {
            if (_lines.FirstOrDefault(fits) is { } found)
                return found;
            if (_process.HasExited)
            {
                _process.WaitForExit();
                if (_lines.FirstOrDefault(fits) is { } last)
                    return last;
                throw new InvalidOperationException($"The hub ended with code {_process.ExitCode}:\n{Output}");
            }
        }

        throw new TimeoutException($"No such line in time:\n{Output}");
    }

    public async Task<Uri> AddressAsync() => new((await LineAsync(line => line.StartsWith("紡 Tsumugi", StringComparison.Ordinal))).Split(' ')[^1]);

    public async Task<JsonElement> SummaryAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await LineAsync(line => line.StartsWith("{\"genes\"", StringComparison.Ordinal)));

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL to the server alone: its workers must notice by themselves.</summary>
    public void KillAlone()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Program
    {
        get
        {
            // artifacts/bin/<this project>/<configuration>/ → the same configuration of the server program.
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(own.Parent!.Parent!.FullName, "Tsumugi.Web", own.Name, "Tsumugi.Web.dll");
        }
    }

    private void Hear(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}

/// <summary>A folder of its own for a test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tsumugi-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
