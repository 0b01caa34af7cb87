using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tsumugi.Tests.Kit;

/// <summary>A real Slurm on loopback with two nodes: controller, accounting with its database, REST. See tests/slurm/cluster.</summary>
public sealed class SlurmCluster : IAsyncLifetime
{
    /// <summary>Daemons and two nodes, with room to spare.</summary>
    private const int Ports = 16;

    /// <summary>Paths of unix sockets hold 107 bytes, so it lies near the root.</summary>
    private readonly string _folder = $"/tmp/ts-{Guid.NewGuid().ToString("N")[..6]}";

    private bool _isUp;

    public int Port { get; private set; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The one user of the whole cluster, who runs these tests.</summary>
    public static string User => Environment.UserName;

    /// <summary>Command that starts Slurm's program for accounts.</summary>
    public string Manager => $"env SLURM_CONF={_folder}/etc/slurm.conf sacctmgr";

    private static bool IsInstalled => File.Exists("/usr/sbin/slurmctld") && File.Exists("/usr/sbin/slurmrestd") && File.Exists("/usr/sbin/slurmdbd") && File.Exists("/usr/sbin/mariadbd");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(IsInstalled || Environment.GetEnvironmentVariable("CI") == "true", "Slurm is not installed; tests/slurm/cluster names the packages.");
        Port = FreePorts();
        _isUp = true;
        await RunAsync("up", $"{Port}", "2");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isUp)
            return;
        await RunAsync("down");
        Directory.Delete(_folder, recursive: true);
    }

    /// <param name="daemon"><c>controller</c>, <c>accounting</c>, <c>rest</c> or <c>node.n1</c>.</param>
    public Task StartAsync(string daemon) => RunAsync("start", daemon);

    public Task StopAsync(string daemon) => RunAsync("stop", daemon);

    /// <summary>As <c>kill -9</c> does.</summary>
    public Task KillAsync(string daemon) => RunAsync("kill", daemon);

    public async Task<string> TokenAsync(int seconds = 86_400) => (await RunAsync("token", $"{seconds}")).Trim();

    /// <summary>One of Slurm's own commands.</summary>
    public async Task<string> CommandAsync(string program, params string[] arguments) => await ExecuteAsync(program, arguments);

    private Task<string> RunAsync(string verb, params string[] arguments) => ExecuteAsync(Script(), [verb, _folder, .. arguments]);

    private async Task<string> ExecuteAsync(string program, IReadOnlyList<string> arguments)
    {
        // Daemons keep what they inherit: files, not pipes, so that the script's end is seen.
        var (output, errors) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            var start = new ProcessStartInfo("bash", ["-c", "exec \"${@:3}\" >\"$1\" 2>\"$2\" </dev/null", "bash", output, errors, program, .. arguments]);
            start.Environment["SLURM_CONF"] = $"{_folder}/etc/slurm.conf";
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(errors)}");
            return await File.ReadAllTextAsync(output);
        }
        finally
        {
            File.Delete(output);
            File.Delete(errors);
        }
    }

    /// <returns>The first of some ports in a row that nobody has.</returns>
    private static int FreePorts()
    {
        for (var first = Random.Shared.Next(20_000, 31_000); ; first += Ports)
        {
            if (Enumerable.Range(first, Ports).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Script([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "slurm", "cluster"));
}

[CollectionDefinition(nameof(SlurmCluster))]
public sealed class SlurmClusterGroup : ICollectionFixture<SlurmCluster>;
