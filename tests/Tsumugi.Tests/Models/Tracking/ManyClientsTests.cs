using Microsoft.EntityFrameworkCore;
using Tsumugi.Models.Tracking.Metrics;

namespace Tsumugi.Tests.Models.Tracking;

public sealed class ManyClientsTests(TrackingHub hub) : IClassFixture<TrackingHub>
{
    private const int Clients = 20;
    private const int Batches = 10;
    private const int Points = 200;

    [Fact]
    public async Task Twenty_scripts_at_once_lose_no_point()
    {
        var experiment = await hub.ExperimentAsync("crowd");
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            var run = await hub.RunAsync(experiment);
            for (var batch = 0; batch < Batches; batch++)
            {
                var from = batch * Points;
                await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(
                    run, string.Join(',', Enumerable.Range(from, Points).Select(step => TrackingHub.Metric("loss", "0.25", step, step)))));
            }

            await hub.DoneAsync("POST", "runs/update", $$"""{"run_id": "{{run}}", "status": "FINISHED", "end_time": 9}""");
        }));
        var (points, latest) = await hub.Hub.UseDbAsync(async db => (await db.Set<RunMetric>().CountAsync(), await db.Set<RunLatest>().Select(row => row.Step).ToListAsync()));
        Assert.Equal(Clients * Batches * Points, points);
        Assert.Equal(Enumerable.Repeat((Batches * Points) - 1L, Clients), latest);
    }

    [Fact]
    public async Task Default_experiment_begun_by_many_at_once_is_one()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => hub.RunAsync("0", "outsider")));
        var experiments = await Task.WhenAll(runs.Select(async run =>
            (string)(await hub.DoneAsync("GET", $"runs/get?run_id={run}", who: "outsider"))["run"]!["info"]!["experiment_id"]!));
        Assert.Single(experiments.Distinct());
    }
}
