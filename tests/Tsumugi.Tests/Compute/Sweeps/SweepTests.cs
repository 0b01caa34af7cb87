using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Sweeps;
using Tsumugi.Tests.Datasets;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Compute.Sweeps;

/// <summary>The same job with several values, with the real worker.</summary>
public sealed class SweepTests(TrainingLab lab) : IClassFixture<TrainingLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_combination_is_trained_and_the_best_comes_first()
    {
        var data = await lab.DatasetAsync();
        var sweep = await lab.Member.SubmitSweepAsync(Request(data, "grid", """{"learningRate":[0.001,0.5],"seed":[1,2]}"""), Stop);
        Assert.Equal(4, sweep.Points.Count);
        foreach (var point in sweep.Points)
            Assert.Equal(JobState.Succeeded, (await lab.EndedAsync(point.Job)).State);
        var done = await lab.Member.SweepAsync(sweep.Id, Stop);
        Assert.Equal(done.Points.Select(point => point.Value).Order(), done.Points.Select(point => point.Value));
        Assert.All(done.Points, point => Assert.NotNull(point.Value));
        Assert.Equal(4, done.Points.Select(point => Assert.Single(point.Outputs)).Select(node => NodeRef.Parse(node).Whole).Distinct().Count());
        foreach (var point in done.Points)
        {
            var job = await lab.Member.JobAsync(point.Job, Stop);
            Assert.Equal((point.Values["seed"].GetInt64(), point.Values["learningRate"].GetDouble(), sweep.Id), (job.Seed, job.RecipeText.GetProperty("learningRate").GetDouble(), job.Sweep));
            Assert.Equal((await lab.Member.MetricsAsync(point.Job, Stop)).Last(metric => metric.Name == "loss").Value, point.Value);
        }

        Assert.Equal("grid-1 grid-2 grid-3 grid-4", string.Join(' ', (await Task.WhenAll(done.Points.Select(point => lab.RowAsync(point.Job)))).Select(row => row.Output).Order()));
        var greatest = await lab.Member.SubmitSweepAsync(Request(data, "greatest", """{"seed":[1]}""") with { Goal = SweepGoal.Max }, Stop);
        await lab.EndedAsync(greatest.Points[0].Job);
        Assert.Contains(await lab.Member.SweepsAsync(Stop) is var page ? page.Items : [], one => one.Id == sweep.Id && one.Points.Count == 4);
    }

    [Fact]
    public async Task All_jobs_are_accepted_or_none_ever_begins()
    {
        var data = await lab.DatasetAsync();
        var before = await CountAsync();
        Assert.Equal(("bad-changes", "over.rate"), await TrainingLab.RefusedAsync(() => lab.Member.SubmitSweepAsync(Request(data, "none", """{"rate":[1,2]}"""), Stop)) is var unknown ? (unknown.Code, unknown.Fields.Single()) : default);
        Assert.Equal(("bad-job", "job.inputs.data"), await TrainingLab.RefusedAsync(() => lab.Member.SubmitSweepAsync(Request("dataset", "none", """{"seed":[1,2]}"""), Stop)) is var unread ? (unread.Code, unread.Fields.Single()) : default);
        Assert.Equal(before, await CountAsync());

        Assert.Equal("bad-changes", (await TrainingLab.RefusedAsync(() => lab.Member.SubmitSweepAsync(Request(data, "half", """{"learningRate":[0.001,"fast"]}"""), Stop))).Code);
        var accepted = await lab.Wire.Hub.UseDbAsync(db => db.Set<Job>().AsNoTracking().Where(row => row.Output == "half-1").ToListAsync(Stop));
        Assert.Equal((JobState.Cancelled, 0), (Assert.Single(accepted).State, accepted[0].Attempt));
        Assert.False(await lab.Wire.Hub.UseDbAsync(db => db.Set<Sweep>().AnyAsync(row => row.Id == accepted[0].SweepId, Stop)));
    }

    [Fact]
    public async Task A_sweep_that_was_cut_off_in_the_middle_ends_and_one_that_is_cancelled_stops()
    {
        var data = await lab.DatasetAsync();
        await using var scope = lab.Wire.Hub.Services.CreateAsyncScope();
        var submit = scope.ServiceProvider.GetRequiredService<SubmitJob>();
        var half = (await submit.RunAsync(LabHub.Member, TrainingLab.Tiny(data, "cut-off"), DateTime.UtcNow.AddMinutes(-11), Stop, new("sweep-lost", new Dictionary<string, JsonElement>()))).Value;
        var fresh = (await submit.RunAsync(LabHub.Member, TrainingLab.Tiny(data, "on-the-way"), DateTime.UtcNow, Stop, new("sweep-later", new Dictionary<string, JsonElement>()))).Value;
        Assert.Equal((JobState.Cancelled, 0), await lab.EndedAsync(half.Id) is var ended ? (ended.State, ended.Attempt) : default);
        Assert.Equal(JobState.Held, (await lab.RowAsync(fresh.Id)).State);

        var sweep = await lab.Member.SubmitSweepAsync(Request(data, "stopped", """{"steps":[100000,100001,100002]}"""), Stop);
        var stopped = await lab.Member.CancelSweepAsync(sweep.Id, Stop);
        Assert.All(stopped.Points, point => Assert.Equal(JobState.Cancelled, point.State));
        using var outsider = new Tsumugi.Client.HubClient(lab.Wire.Hub.Address, await lab.Wire.Hub.TokenAsync("outsider"));
        Assert.Equal("not-found", (await TrainingLab.RefusedAsync(() => outsider.SweepAsync(sweep.Id, Stop))).Code);
        Assert.Equal("not-found", (await TrainingLab.RefusedAsync(() => outsider.CancelSweepAsync(sweep.Id, Stop))).Code);
    }

    private static SweepRequest Request(string data, string output, string over) =>
        new() { Job = TrainingLab.Tiny(data, output), Over = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(over)! };

    private Task<int> CountAsync() => lab.Wire.Hub.UseDbAsync(db => db.Set<Job>().CountAsync(Stop));
}
