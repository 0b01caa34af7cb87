using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tsumugi.Bench.Compute;

/// <summary>A real Slurm on this machine: tests/slurm/cluster.</summary>
internal sealed class SlurmServer : IAsyncDisposable
{
    public const int Port = 29_400;

    private readonly string _folder = $"/tmp/tb-{Environment.ProcessId}";

    public static bool IsInstalled => File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/slurmrestd") && File.Exists("/usr/sbin/slurmdbd") && File.Exists("/usr/sbin/mariadbd");

    public static async Task<SlurmServer> StartAsync(CancellationToken ct)
    {
        var server = new SlurmServer();
        await server.RunAsync(Script(), ["up", server._folder, $"{Port}", "2"], ct);
        return server;
    }

    public async Task<string> TokenAsync(CancellationToken ct) => (await RunAsync(Script(), ["token", _folder], ct)).Trim();

    public Task<string> CommandAsync(string program, CancellationToken ct, params string[] arguments) => RunAsync(program, arguments, ct);

    public async ValueTask DisposeAsync()
    {
        await RunAsync(Script(), ["down", _folder], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        // Daemons keep what they inherit: a file, not a pipe, so that the script's end is seen.
        var output = Path.GetTempFileName();
        var start = new ProcessStartInfo("bash", ["-c", "exec \"${@:2}\" >\"$1\" </dev/null", "bash", output, program, .. arguments]);
        start.Environment["SLURM_CONF"] = $"{_folder}/etc/slurm.conf";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(ct);
        var said = await File.ReadAllTextAsync(output, ct);
        File.Delete(output);
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string Script([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "tests", "slurm", "cluster"));
}
