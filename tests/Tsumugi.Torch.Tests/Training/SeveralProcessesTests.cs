using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Workers that mpirun starts, on this machine.</summary>
public sealed class SeveralProcessesTests(SampleGenes genes) : IClassFixture<SampleGenes>
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    public async Task Run_severalProcesses_giveTheLossOfOneOverTheWholeStep(int processes, int accumulation)
    {
        using var folder = new Folder();
        var alone = new WorkerJob(folder.Under("alone"), genes.Table);
        var together = new WorkerJob(folder.Under("together"), genes.Table, new() { ["accumulation"] = accumulation, ["averageDecay"] = 0.9 });
        Ended(0, await alone.RunAsync());
        Ended(0, await together.RunAsync(Mpi(processes)));
        var (one, several) = (alone.Losses(), together.Losses());
        Assert.Equal(24, one.Count);
        Assert.Equal(one.Keys, several.Keys);
        Assert.All(one, row => Assert.Equal(row.Value, several[row.Key], 1e-4));
        Assert.False(Directory.Exists(Path.Combine(together.Folder, "ranks")));
    }

    [Fact]
    public async Task Run_killedAndStartedAgain_givesTheBitsOfAnUndisturbedRun()
    {
        using var folder = new Folder();
        var changed = new JsonObject { ["steps"] = 60, ["checkpointEvery"] = 7 };
        var undisturbed = new WorkerJob(folder.Under("undisturbed"), genes.Table, changed);
        Ended(0, await undisturbed.RunAsync(Mpi(2)));
        var killed = new WorkerJob(folder.Under("killed"), genes.Table, changed);
        using (var running = killed.Start(Mpi(2)))
        {
            await killed.ReachedAsync(20, running);
            using var worker = WorkerOf(running, rank: 1);
            worker.Kill();
            var (code, said) = await WorkerJob.EndAsync(running);
            Assert.NotEqual(0, code);
            Assert.Contains("rank 1", said, StringComparison.Ordinal);
            Assert.Contains("signal 9", said, StringComparison.Ordinal);
        }

        Assert.True(killed.Losses().Keys.Max() < 60, "It was over before it was killed.");
        Ended(0, await killed.RunAsync(Mpi(2)));
        Assert.Equal(undisturbed.Losses(), killed.Losses());
        Assert.Equal(undisturbed.Model, killed.Model);
    }

    [Fact]
    public async Task Run_oneProcessCannotGoOn_endsAll_andSaysWhich()
    {
        using var folder = new Folder();
        var job = new WorkerJob(folder.Path, genes.Table, new() { ["steps"] = 2000 });
        File.WriteAllText(Path.Combine(folder.Path, "ranks"), "a file where the second process wants its folder");
        var (code, said) = await job.RunAsync(Mpi(2));
        Assert.NotEqual(0, code);
        Assert.Contains("Process 1 of 2: ", said, StringComparison.Ordinal);
    }

    private static void Ended(int wanted, (int Code, string Said) worker) => Assert.True(worker.Code == wanted, $"{worker.Code}: {worker.Said}");

    private static string[] Mpi(int processes)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CI") == "true" || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "mpirun"))),
            "mpirun is not installed.");
        return ["mpirun", "-n", $"{processes}", "--allow-run-as-root", "--oversubscribe"];
    }

    private static Process WorkerOf(Process launcher, int rank) => Process.GetProcesses().First(process =>
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[1].Split(' ')[1] == $"{launcher.Id}"
                && File.ReadAllText($"/proc/{process.Id}/environ").Split('\0').Contains($"OMPI_COMM_WORLD_RANK={rank}");
        }
        catch (IOException)
        {
            return false;
        }
    });
}
