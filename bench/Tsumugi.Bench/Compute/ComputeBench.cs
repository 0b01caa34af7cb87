using Tsumugi.Bench.Registry;

namespace Tsumugi.Bench.Compute;

/// <summary>How fast jobs are taken in, handed to a real Slurm, and started on this machine.</summary>
internal sealed class ComputeBench : IBench
{
    public string Name => "compute";

    public string Purpose => "submissions per second over HTTP, postings per second in the ledger, jobs handed to a real Slurm beside a bare REST loop, submit to start";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-compute-").FullName;
        try
        {
            await using var hub = await HubServer.StartAsync(folder, ct);
            await JobLoads.PrepareAsync(hub, ct);
            var figures = new List<Figure> { await JobLoads.StartAsync(hub, ct) };
            figures.AddRange(await JobLoads.AcceptAsync(hub, ct));
            figures.Add(await LedgerLoads.RunAsync(ct));
            if (SlurmServer.IsInstalled && SlurmLoads.Most > TimeSpan.Zero)
                await SlurmLoads.RunAsync(hub, figures, ct);
            else
                Console.WriteLine("Slurm is not installed (tests/slurm/cluster names the packages), or it was given no time: its figures are left out.");
            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
