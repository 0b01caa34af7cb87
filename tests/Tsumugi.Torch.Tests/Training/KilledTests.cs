using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Workers as the hub starts them, ended in every way.</summary>
public sealed class KilledTests(SampleGenes genes) : IClassFixture<SampleGenes>
{
    private const int Stopped = 4;

    private static readonly JsonObject Recipe = new() { ["steps"] = 90, ["checkpointEvery"] = 8, ["averageDecay"] = 0.9, ["accumulation"] = 2 };

    [Fact]
    public async Task Run_killedAtSeveralMoments_givesTheCurveOfAnUndisturbedRunBitForBit()
    {
        using var folder = new Folder();
        var undisturbed = new WorkerJob(folder.Under("undisturbed"), genes.Table, Recipe);
        var (code, said) = await undisturbed.RunAsync();
        Assert.True(code == 0, said);

        var killed = new WorkerJob(folder.Under("killed"), genes.Table, Recipe);
        foreach (var step in new[] { 1, 9, 40, 41 })
        {
            using var worker = killed.Start();
            await killed.ReachedAsync(step, worker);
            worker.Kill();
            await WorkerJob.EndAsync(worker);
        }

        Assert.True(killed.Losses().Count < 90, "It was over before it was killed.");
        (code, said) = await killed.RunAsync();
        Assert.True(code == 0, said);
        Assert.Contains(killed.Progress(), line => line.Text?.StartsWith("Going on from the checkpoint", StringComparison.Ordinal) == true);
        Assert.Equal(90, undisturbed.Losses().Count);
        Assert.Equal(undisturbed.Losses(), killed.Losses());
        Assert.Equal(undisturbed.Model, killed.Model);
    }

    [Fact]
    public async Task Run_askedToStop_keepsTheVeryStep_andGoesOnFromIt()
    {
        using var folder = new Folder();
        var undisturbed = new WorkerJob(folder.Under("undisturbed"), genes.Table);
        await undisturbed.RunAsync();
        var job = new WorkerJob(folder.Under("stopped"), genes.Table);
        using (var worker = job.Start())
        {
            await job.ReachedAsync(5, worker);
            Assert.Equal(0, Kill(worker.Id, 15));
            Assert.Equal(Stopped, (await WorkerJob.EndAsync(worker)).Code);
        }

        var last = job.Losses().Keys.Max();
        Assert.InRange(last, 5, 23);
        Assert.Contains(job.Progress(), line => line.Text == $"Asked to stop after step {last}; the state is kept.");
        Assert.Equal(0, (await job.RunAsync()).Code);
        Assert.Contains(job.Progress(), line => line.Text == $"Going on from the checkpoint at step {last}.");
        Assert.Equal(undisturbed.Losses(), job.Losses());
        Assert.Equal(undisturbed.Model, job.Model);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
