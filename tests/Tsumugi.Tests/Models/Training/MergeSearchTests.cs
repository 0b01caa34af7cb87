using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Integration;
using Tsumugi.Compute;
using Tsumugi.Models.Integration.Searches;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models.Training;

/// <summary>Searches for a good merge through the hub: the real worker merges and measures.</summary>
[Collection(nameof(TrainingHub))]
public sealed class MergeSearchTests(TrainingHub hub)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_byCmaEs_measuresGenerations_andNamesTheBest()
    {
        await ModelsAsync();
        var search = await EndedAsync(await hub.Member.BeginMergeSearchAsync(Request("adapted", """{"models.0.parameters.weight":{"from":0,"to":1},"models.1.parameters.weight":{"from":0,"to":1}}""") with { Method = MergeSearchMethod.CmaEs, Evaluations = 7 }, Stop));
        Assert.True(search.State == MergeSearch.Succeeded, search.Reason);
        Assert.Equal([1, 1, 1, 1, 1, 1, 2], search.Evaluations.Select(one => one.Generation).Order());
        Assert.All(search.Evaluations, one => Assert.NotNull(one.Value));
        Assert.Equal(search.Evaluations.Min(one => one.Value), search.Best!.Value);
        foreach (var one in search.Evaluations)
        {
            var (merge, benchmark) = (await hub.Member.JobAsync(one.MergeJob!, Stop), await hub.Member.JobAsync(one.BenchmarkJob!, Stop));
            Assert.Equal((JobState.Succeeded, one.Model, one.Model), (merge.State, merge.Outputs.Single(), benchmark.Inputs["model"]));
            Assert.Contains($"weight: {one.Values["models.0.parameters.weight"].GetRawText()}", merge.RecipeText.GetProperty("configuration").GetString(), StringComparison.Ordinal);
            Assert.Equal((await hub.Member.MetricsAsync(benchmark.Id, Stop)).Last(metric => metric.Name == "loss").Value, one.Value);
        }

        // The second generation follows from what the first one measured, whoever asks.
        var rows = await hub.Hub.UseDbAsync(db => db.Set<SearchEvaluation>().AsNoTracking().Where(row => row.SearchId == search.Id).OrderBy(row => row.Number).ToListAsync(Stop));
        var step = Assert.IsType<SearchStep.Try>(DecideSearch.Next(search.Request, [.. rows.Where(row => row.Generation == 1)]));
        Assert.Equal(rows.Where(row => row.Generation == 2).Select(row => JsonSerializer.Serialize(row.Values)), step.Points.Select(point => JsonSerializer.Serialize(point)));
        var ties = (await hub.Member.NodeAsync($"mergesearch:{search.Id}", Stop)).Ties;
        var jobs = search.Evaluations.SelectMany(one => (string[])[$"job:{one.MergeJob}", $"job:{one.BenchmarkJob}"]).Order(StringComparer.Ordinal);
        Assert.Equal(jobs, ties.Where(tie => tie.Relation == Relations.BelongsTo && tie.To == $"mergesearch:{search.Id}").Select(tie => tie.From).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(search.Request.Merge.Inputs.Values.Order(StringComparer.Ordinal), ties.Where(tie => tie.Relation == Relations.Used && tie.From == $"mergesearch:{search.Id}").Select(tie => tie.To).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Search_thatIsFoundHalfDone_goesOn_andOneThatIsCancelledStops()
    {
        await ModelsAsync();
        var grid = await hub.Member.BeginMergeSearchAsync(Request("gridded", """{"models.0.parameters.weight":[0,0.5,1]}"""), Stop);

        // As after a crash between the row and the jobs: both are submitted under their keys again, and are the same.
        await hub.Hub.UseDbAsync(db => db.Set<SearchEvaluation>().Where(row => row.SearchId == grid.Id && row.Number == 1).ExecuteUpdateAsync(set => set.SetProperty(row => row.BenchmarkJob, (string?)null), Stop));
        var ended = await EndedAsync(grid);
        Assert.True(ended.State == MergeSearch.Succeeded, ended.Reason);
        Assert.Equal(grid.Evaluations.Single(one => one.Number == 1).BenchmarkJob, ended.Evaluations.Single(one => one.Number == 1).BenchmarkJob);
        Assert.Equal(3, await hub.Hub.UseDbAsync(db => db.Set<Job>().CountAsync(row => row.Output != null && row.Output.StartsWith("gridded-0"), Stop)));

        var stopped = await hub.Member.BeginMergeSearchAsync(Request("stopped", """{"models.0.parameters.weight":[0,0.5,1]}""", steps: 100_000), Stop);
        stopped = await hub.Member.CancelMergeSearchAsync(stopped.Id, Stop);
        Assert.Equal(MergeSearch.Cancelled, stopped.State);
        foreach (var job in stopped.Evaluations.Where(one => one.BenchmarkJob is not null))
            Assert.Equal(JobState.Cancelled, (await hub.Member.JobAsync(job.BenchmarkJob!, Stop)).State);
        Assert.Equal("ended", (await Assert.ThrowsAsync<HubRefusedException>(() => hub.Member.CancelMergeSearchAsync(stopped.Id, Stop))).Problem.Code);
    }

    [Fact]
    public async Task Search_whoseMergesAllFail_failsItself()
    {
        await ModelsAsync();
        await hub.AddAsync("model", "not-a-model", ("readme.txt", "nothing"));
        var request = Request("failing", """{"models.0.parameters.weight":[0,1]}""");
        var search = await EndedAsync(await hub.Member.BeginMergeSearchAsync(request with { Merge = request.Merge with { Inputs = new Dictionary<string, string>(request.Merge.Inputs) { ["second"] = "model:lab/not-a-model" } } }, Stop));
        Assert.Equal((MergeSearch.Failed, (MergeEvaluation?)null), (search.State, search.Best));
        Assert.Contains("No evaluation gave a value", search.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"models.7.parameters.weight":[1]}""", "Grid", null, "over.models.7.parameters.weight")]
    [InlineData("""{"merge_method":["none"]}""", "Grid", null, "over.merge_method")]
    [InlineData("""{"models.0.parameters.weight":{"from":0,"to":1}}""", "Grid", null, "over.models.0.parameters.weight")]
    [InlineData("""{"models.0.parameters.weight":[0,1]}""", "CmaEs", 4, "over.models.0.parameters.weight")]
    [InlineData("""{"models.0.parameters.weight":{"from":0,"to":1}}""", "Random", null, "evaluations")]
    public async Task Search_thatCannotBe_isRefusedByField(string over, string method, int? evaluations, string field)
    {
        hub.Recipe("merge", _ => { });
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => hub.Member.BeginMergeSearchAsync(Request("refused", over) with { Method = Enum.Parse<MergeSearchMethod>(method), Evaluations = evaluations }, Stop));
        Assert.Equal(("bad-search", field), (refused.Problem.Code, refused.Problem.Errors!.Keys.Single()));
    }

    private async Task ModelsAsync()
    {
        hub.Recipe("merge", _ => { });
        hub.Recipe("continue-protein", recipe => recipe.Remove("replay"), "go-on");
        await hub.Hub.UseDbAsync(async db =>
        {
            foreach (var name in (string[])["apart-1", "apart-2"])
            {
                if (!await db.Set<Job>().AnyAsync(row => row.Output == name, Stop))
                    await hub.SucceededAsync("go-on", name, ("data", TrainingHub.Proteins), ("model", TrainingHub.Encoder));
            }

            return 0;
        });
    }

    private static MergeSearchRequest Request(string output, string over, int steps = 2) => new()
    {
        Merge = new() { Recipe = "merge", Institution = "lab", Inputs = new Dictionary<string, string> { ["first"] = "model:lab/apart-1", ["second"] = "model:lab/apart-2" }, Output = output },
        Over = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(over)!,
        Benchmark = new()
        {
            Recipe = "go-on",
            Institution = "lab",
            Inputs = new Dictionary<string, string> { ["data"] = TrainingHub.Proteins },
            Changes = new Dictionary<string, JsonElement> { ["steps"] = JsonSerializer.SerializeToElement(steps) },
            Output = $"{output}-measured",
        },
        Metric = "loss",
    };

    private async Task<MergeSearchView> EndedAsync(MergeSearchView search)
    {
        for (var looks = 0; search.State == MergeSearch.Running; looks++)
        {
            Assert.True(looks < 1200, hub.Hub.Logs.Errors);
            await Task.Delay(200, Stop);
            search = await hub.Member.MergeSearchAsync(search.Id, Stop);
        }

        return search;
    }
}
