using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Folders;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models.Training;

/// <summary>A worker that is asked to stop keeps its step and ends with code 4: the hub queues the job again, and it goes on from there.</summary>
[Collection(nameof(TrainingHub))]
public sealed partial class StoppedJobTests(TrainingHub hub)
{
    private const int Terminate = 15;
    private const int Steps = 60;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_whoseWorkerIsAskedToStop_goesOnFromTheVeryStep_toTheModelOfAnUndisturbedOne()
    {
        hub.Recipe("pretrain-protein-fasta", recipe => (recipe["steps"], recipe["width"], recipe["heads"], recipe["maxTokens"], recipe["tokensPerStep"]) = (Steps, 32, 2, 66, 1200), "pretrain-long");
        var undisturbed = await hub.SucceededAsync("pretrain-long", "undisturbed", ("data", TrainingHub.Proteins));
        for (var attempt = 1; ; attempt++)
        {
            var job = await StoppedOnceAsync($"stopped-{attempt}");
            Assert.True(job.State == JobState.Succeeded, job.ToString());
            Assert.Equal((await hub.NewestAsync("undisturbed")).Files, (await hub.NewestAsync($"stopped-{attempt}")).Files);
            Assert.Equal(await LossesAsync(undisturbed), await LossesAsync(job));
            if (job.Attempt > 1)
            {
                await WentOnAsync(job);
                return;
            }

            // It was done before it was asked.
            Assert.True(attempt < 10, "The worker could not be stopped in the middle.");
        }
    }

    private async Task<JobView> StoppedOnceAsync(string output)
    {
        var job = await hub.SubmitAsync("pretrain-long", output, ("data", TrainingHub.Proteins));
        var progress = new JobFolder(hub.Hub.Options, job.Id).Progress;
        while (!ProgressTail.Read(progress, 0).Lines.Any(line => line is { Name: "loss", Step: >= 3 }))
            await Task.Delay(5, Stop);
        var worker = await hub.Hub.UseDbAsync(db => db.Set<Job>().Where(row => row.Id == job.Id).Select(row => row.ProcessId).SingleAsync(Stop));
        if (worker is { } process)
            _ = Kill(process, Terminate);
        return await hub.EndedAsync(job);
    }

    private async Task WentOnAsync(JobView job)
    {
        Assert.Equal(2, job.Attempt);
        var log = await hub.Member.LogAsync(job.Id, null, null, Stop);
        var step = Kept().Match(log).Groups[1].Value;
        Assert.InRange(int.Parse(step, System.Globalization.CultureInfo.InvariantCulture), 3, Steps - 1);
        Assert.Contains($"Going on from the checkpoint at step {step}.", log, StringComparison.Ordinal);
        var queued = await hub.Hub.UseDbAsync(db => db.Set<EventRow>().SingleAsync(row => row.Subject == $"job:{job.Id}" && row.Kind == "job.queued", Stop));
        Assert.Contains("it was asked to stop; it goes on from its checkpoint", queued.Body, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<MetricPoint>> LossesAsync(JobView job)
    {
        var losses = (await hub.Member.MetricsAsync(job.Id, Stop)).Where(point => point.Name == "loss").ToList();
        Assert.Equal(Steps, losses.Count);
        return losses;
    }

    [GeneratedRegex(@"Asked to stop after step (\d+); the state is kept\.")]
    private static partial Regex Kept();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
