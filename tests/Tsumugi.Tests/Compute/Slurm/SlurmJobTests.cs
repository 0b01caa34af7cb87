using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Tests.Compute.Commands;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Slurm;

/// <summary>Jobs at a real Slurm: how they run, end and are accounted for.</summary>
[Collection(nameof(SlurmCluster))]
public sealed class SlurmJobTests(SlurmCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_runsOnANode_tellsItsProgress_andIsSettledByAccounting()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var submitted = await hub.SubmitAsync("wait", new() { Cores = 2, MemoryMiB = 300, Minutes = 7, Gpus = 1 });
        Assert.Equal("It was asked for.", submitted.Placement);
        var running = await hub.UntilAsync(submitted, JobState.Running);
        Assert.StartsWith("n", running.Nodes, StringComparison.Ordinal);
        Assert.Contains($"Comment=tsumugi:{running.Id}:1", await cluster.CommandAsync("scontrol", "show", "job", running.EngineJob!), StringComparison.Ordinal);
        await SlurmHub.UntilAsync("its progress is told", async () => (await hub.Member.JobAsync(running.Id, Stop)).Step == 1);
        hub.Go(running);
        var ended = await hub.UntilAsync(running, JobState.Succeeded);
        Assert.Equal([ended.EngineJob!], hub.Runs(ended));
        Assert.Equal([new("loss", 1, 0.5)], await hub.Member.MetricsAsync(ended.Id, Stop));
        Assert.Contains("the probe works", await hub.Member.LogAsync(ended.Id, null, null, Stop), StringComparison.Ordinal);

        await SlurmHub.UntilAsync("accounting was read", async () => (await hub.UsageAsync(ended)).Count == 1);
        var usage = (await hub.UsageAsync(ended))[0];
        Assert.Equal(
            (SlurmHub.Site, ended.EngineJob, "member", "lab", 2, 300, 1, "fake", 7),
            (usage.SiteId, usage.EngineJobId, usage.PersonId, usage.InstitutionId, usage.Measure.Cores, usage.Measure.MemoryMiB, usage.Measure.Gpus, usage.Measure.GpuModel, usage.Measure.RequestedMinutes));
        Assert.Equal((decimal)usage.Measure.Seconds * 2 / 3600, usage.Credits, 5);
    }

    [Fact]
    public async Task Commands_runOnANode_onlyWhereTheSitesOperatorsLetThem()
    {
        await CommandLab.NeedSandboxAsync();
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var request = CommandLab.Request(
            new { steps = (object[])[CommandLab.Shell("ls /; hostname; ls /proc | grep -c '^[0-9]'; echo $SLURM_JOB_ID-end; exit 3")] }, resources: new() { Cores = 1, MemoryMiB = 300, Minutes = 5 }) with
        { Site = SlurmHub.Site };
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => hub.Member.SubmitAsync(request, Stop));
        Assert.Contains("it does not allow commands", refused.Problem.Detail, StringComparison.Ordinal);

        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync(), commands: true);
        var ended = await hub.UntilAsync(await hub.Member.SubmitAsync(request, Stop), JobState.Failed);
        Assert.Equal(FailureKind.Code, ended.Failure);
        Assert.Contains("ended with exit code 3", ended.Reason, StringComparison.Ordinal);
        var log = await hub.Member.LogAsync(ended.Id, null, null, Stop);
        Assert.Contains(" job\n", log, StringComparison.Ordinal);
        Assert.Contains(" -end\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain(" home\n", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fail", FailureKind.Code, "no such layer")]
    [InlineData("data", FailureKind.Data, "line 3 is torn")]
    [InlineData("memory", FailureKind.OutOfMemory, "memory")]
    public async Task FailedJob_isOfAKind_withReasonAndRemedy_andIsNotRepeated(string act, FailureKind kind, string reason)
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var failed = await hub.UntilAsync(await hub.SubmitAsync(act), JobState.Failed);
        Assert.Equal((kind, 1), (failed.Failure, failed.Attempt));
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
        Assert.NotEmpty(failed.Remedy!);
        Assert.Single(hub.Runs(failed));
    }

    [Fact]
    public async Task JobWhoseWorkerIsKilled_restsAndRunsAgain()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var ended = await hub.UntilAsync(await hub.SubmitAsync("crash"), JobState.Succeeded);
        Assert.Equal(2, ended.Attempt);
        Assert.Equal(2, hub.Runs(ended).Distinct().Count());
        await SlurmHub.UntilAsync("both attempts are settled", async () => (await hub.UsageAsync(ended)).Count == 2);
    }

    [Fact]
    public async Task CancelledJob_endsAtSlurm_too()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var running = await hub.UntilAsync(await hub.SubmitAsync("wait"), JobState.Running);
        Assert.Equal(JobState.Cancelled, (await hub.Member.CancelAsync(running.Id, Stop)).State);
        await SlurmHub.UntilAsync("Slurm has ended it", async () => (await cluster.CommandAsync("scontrol", "show", "job", running.EngineJob!)).Contains("JobState=CANCELLED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task JobCancelledAtTheSite_failsWithoutAnotherAttempt()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var running = await hub.UntilAsync(await hub.SubmitAsync("wait"), JobState.Running);
        await cluster.CommandAsync("scancel", running.EngineJob!);
        var failed = await hub.UntilAsync(running, JobState.Failed);
        Assert.Equal((FailureKind.Site, 1), (failed.Failure, failed.Attempt));
    }

    [Fact]
    public async Task JobThatNoNodeCanHold_isRefusedBeforeItQueues()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var refused = await Assert.ThrowsAsync<Client.HubRefusedException>(() => hub.SubmitAsync("ok", new() { Cores = 64 }));
        Assert.Contains("at most 4 cores", refused.Message, StringComparison.Ordinal);
    }
}
