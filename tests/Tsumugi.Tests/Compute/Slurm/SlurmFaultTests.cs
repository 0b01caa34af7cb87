using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Compute;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Slurm;

/// <summary>What may break while jobs are at a real Slurm: nothing is lost, and nothing runs twice.</summary>
[Collection(nameof(SlurmCluster))]
public sealed class SlurmFaultTests(SlurmCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ControllerDown_submissionsQueue_andEachRunsOnceWhenItIsBack()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var before = await hub.UntilAsync(await hub.SubmitAsync("wait"), JobState.Running);
        var jobs = new List<JobView>();
        await cluster.StopAsync("controller");
        try
        {
            for (var i = 0; i < 5; i++)
                jobs.Add(await hub.SubmitAsync("ok"));
            await SlurmHub.UntilAsync("the site is down", async () => await hub.ConditionAsync() == SiteCondition.Down);
            Assert.All(await Task.WhenAll(jobs.Select(job => hub.Member.JobAsync(job.Id, Stop))), job => Assert.Equal(JobState.Queued, job.State));
        }
        finally
        {
            await cluster.StartAsync("controller");
        }

        hub.Go(before);
        foreach (var job in jobs.Append(before))
            Assert.Single(hub.Runs(await hub.UntilAsync(job, JobState.Succeeded)));
    }

    [Fact]
    public async Task AccountingStopped_jobsGoOn_andAreSettledWhenItIsBack()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        JobView job;
        await cluster.StopAsync("accounting");
        try
        {
            job = await hub.UntilAsync(await hub.SubmitAsync("ok"), JobState.Succeeded);
            Assert.Empty(await hub.UsageAsync(job));
        }
        finally
        {
            await cluster.StartAsync("accounting");
        }

        await SlurmHub.UntilAsync("the late record is settled", async () => (await hub.UsageAsync(job)).Count == 1);
    }

    [Fact]
    public async Task NodeDaemonKilledUnderAJob_jobIsPutBack_andRunsOnTheOtherNode()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        var running = await hub.UntilAsync(await hub.SubmitAsync("wait"), JobState.Running);
        var node = running.Nodes!;
        await cluster.KillAsync($"node.{node}");
        try
        {
            await cluster.CommandAsync("scontrol", "update", $"nodename={node}", "state=down", "reason=killed");
            await SlurmHub.UntilAsync("it runs again", () => Task.FromResult(hub.Runs(running).Length == 2));
            var again = await hub.UntilAsync(running, JobState.Running);
            await SlurmHub.UntilAsync("the other node is told", async () => (again = await hub.Member.JobAsync(running.Id, Stop)).Nodes != node);
            hub.Go(again);
            var ended = await hub.UntilAsync(again, JobState.Succeeded);
            Assert.Equal((1, running.EngineJob), (ended.Attempt, ended.EngineJob));
            await SlurmHub.UntilAsync("both runs are settled", async () => (await hub.UsageAsync(ended)).Count == 2);
        }
        finally
        {
            await cluster.StartAsync($"node.{node}");
            await SlurmHub.UntilAsync("the node is back", async () => (await cluster.CommandAsync("sinfo", "-h", "-n", node, "-o", "%t")).Trim() is "idle" or "mix" or "alloc" or "comp");
        }
    }

    [Fact]
    public async Task HubKilledBetweenAcceptedAndWrittenDown_findsTheJobByItsMark_andDoesNotSubmitItTwice()
    {
        await using var proxy = await SlurmProxy.StartAsync(cluster.Address);
        var first = await SlurmHub.StartAsync();
        await first.RegisterAsync(proxy.Address, await cluster.TokenAsync());
        var accepted = new TaskCompletionSource();
        var never = new TaskCompletionSource<bool>();
        proxy.Accepted = () =>
        {
            accepted.TrySetResult();
            return never.Task;
        };
        var job = await first.SubmitAsync("wait");
        await accepted.Task.WaitAsync(TimeSpan.FromSeconds(60), Stop);

        // Slurm has it, and the hub has not heard: stopped here, it has written nothing of it.
        await first.Hub.StopAsync();
        never.SetResult(true);
        proxy.Accepted = () => Task.FromResult(false);
        await using var second = await SlurmHub.StartAsync(first.Hub.Options.DataFolder);
        var running = await second.UntilAsync(job, JobState.Running);
        second.Go(running);
        var ended = await second.UntilAsync(running, JobState.Succeeded);
        Assert.Equal((1, ended.EngineJob, 1), (ended.Attempt, string.Join(' ', second.Runs(ended)), proxy.Submissions));
        first.Member.Dispose();
    }

    [Fact]
    public async Task AnswerToASubmissionLost_jobIsFoundByItsMark_andRunsOnce()
    {
        await using var proxy = await SlurmProxy.StartAsync(cluster.Address);
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(proxy.Address, await cluster.TokenAsync());
        proxy.Accepted = () => Task.FromResult(true);
        var ended = await hub.UntilAsync(await hub.SubmitAsync("ok"), JobState.Succeeded);
        Assert.Equal((1, ended.EngineJob, 1), (ended.Attempt, string.Join(' ', hub.Runs(ended)), proxy.Submissions));
    }

    [Fact]
    public async Task SubmissionThatNeverArrived_isMadeAgain()
    {
        await using var proxy = await SlurmProxy.StartAsync(cluster.Address);
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(proxy.Address, await cluster.TokenAsync());
        proxy.Lost = 1;
        var ended = await hub.UntilAsync(await hub.SubmitAsync("ok"), JobState.Succeeded);
        Assert.Equal((1, 0), (hub.Runs(ended).Length, proxy.Lost));
    }

    [Fact]
    public async Task StatesThatAreBrokenOrLate_changeNothing_untilTheyAreRightAgain()
    {
        await using var proxy = await SlurmProxy.StartAsync(cluster.Address);
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(proxy.Address, await cluster.TokenAsync());
        var running = await hub.UntilAsync(await hub.SubmitAsync("wait"), JobState.Running);
        foreach (var spoilt in (Func<HttpContext, Task>[])
        [
            context => context.Response.WriteAsync("{\"jobs\":[{\"job_id\":", Stop),
            context => context.Response.WriteAsync("{\"jobs\":null}", Stop),
            context => context.Response.WriteAsync("<html>Bad gateway</html>", Stop),
            context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted),
        ])
        {
            proxy.States = spoilt;
            await SlurmHub.UntilAsync("the site is down", async () => await hub.ConditionAsync() == SiteCondition.Down);
            Assert.Equal(JobState.Running, (await hub.Member.JobAsync(running.Id, Stop)).State);
            proxy.States = null;
            await SlurmHub.UntilAsync("the site is up", async () => await hub.ConditionAsync() == SiteCondition.Up);
        }

        hub.Go(running);
        Assert.Single(hub.Runs(await hub.UntilAsync(running, JobState.Succeeded)));
    }

    [Fact]
    public async Task TokenEnded_jobsQueue_andRunWithTheNewOne()
    {
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync(8));
        await SlurmHub.UntilAsync("the token has ended", async () => await hub.ConditionAsync() == SiteCondition.Down);
        var job = await hub.SubmitAsync("ok");
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        Assert.Equal(JobState.Queued, (await hub.Member.JobAsync(job.Id, Stop)).State);
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        Assert.Single(hub.Runs(await hub.UntilAsync(job, JobState.Succeeded)));
    }

    [Fact]
    public async Task ManyJobs_areAskedForTogether_atMostOnceASecond()
    {
        await using var proxy = await SlurmProxy.StartAsync(cluster.Address);
        await using var hub = await SlurmHub.StartAsync();
        await hub.RegisterAsync(proxy.Address, await cluster.TokenAsync());
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.SubmitAsync("ok")));
        foreach (var job in jobs)
            Assert.Single(hub.Runs(await hub.UntilAsync(job, JobState.Succeeded)));
        var asked = proxy.Asked.ToArray();
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second - pair.First > TimeSpan.FromSeconds(0.9), $"{pair.Second - pair.First}"));
    }
}
