using System.Text.Json;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>Three runs, and what searches find of them.</summary>
public sealed class SearchTests(SearchTests.Three three) : IClassFixture<SearchTests.Three>
{
    public static TheoryData<string, string, string> Filters => new()
    {
        { "", "", "c b a" },
        { "", "metrics.loss ASC", "b a c" },
        { "", "metrics.loss DESC", "a b c" },
        { "", "metrics.odd DESC", "b a c" },
        { "", "params.model ASC", "a b c" },
        { "", "attributes.start_time ASC", "a b c" },
        { "", "tags.stage DESC|start_time ASC", "b a c" },
        { "metrics.loss < 0.5", "", "b" },
        { "metrics.loss <= 0.5", "", "b a" },
        { "metrics.loss != 0.5", "", "b" },
        { "metrics.odd > 0", "", "b" },
        { "metrics.odd != 7", "", "a" },
        { "metrics.`a b` = 1", "", "a" },
        { "params.model = 'Tree'", "", "a" },
        { "params.model LIKE 't%'", "", "" },
        { "params.model LIKE 'T%'", "", "a" },
        { "params.model ILIKE 't%'", "", "a" },
        { "params.model LIKE '[%'", "", "b" },
        { "params.model != 'Tree'", "", "b" },
        { "params.model IS NULL", "", "c" },
        { "tags.stage = 'late'", "", "b" },
        { "tags.stage IS NOT NULL", "", "b a" },
        { "attributes.status = 'FINISHED'", "", "a" },
        { "status != 'FINISHED'", "", "c b" },
        { "attributes.run_name ILIKE 'A'", "", "a" },
        { "start_time >= 2", "", "c b" },
        { "end_time > 0", "", "a" },
        { "run_name IN ('a', 'c')", "", "c a" },
        { "run_name NOT IN ('a', 'c')", "", "b" },
        { "datasets.name = 'iris'", "", "a" },
        { "datasets.context = 'training'", "", "a" },
        { "metrics.loss < 1 and params.model = 'Tree' and tags.stage LIKE 'e%' and attributes.status = 'FINISHED'", "", "a" },
        { "params.model = ''' OR 1=1 --'", "", "" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Search_finds_and_orders(string filter, string order, string expected)
    {
        var orders = JsonSerializer.Serialize(order.Split('|', StringSplitOptions.RemoveEmptyEntries));
        var found = await three.Hub.DoneAsync(
            "POST", "runs/search",
            $$"""{"experiment_ids": ["{{three.Experiment}}"], "filter": {{JsonSerializer.Serialize(filter)}}, "run_view_type": "ACTIVE_ONLY", "max_results": 1000, "order_by": {{orders}}}""");
        Assert.Equal(expected, string.Join(' ', found["runs"]!.AsArray().Select(run => (string)run!["info"]!["run_name"]!)));
    }

    [Fact]
    public async Task Search_comes_in_pages()
    {
        var (names, token) = (new List<string>(), "");
        do
        {
            var found = await three.Hub.DoneAsync("POST", "runs/search", $$"""{"experiment_ids": ["{{three.Experiment}}"], "max_results": 2, "page_token": "{{token}}"}""");
            names.AddRange(found["runs"]!.AsArray().Select(run => (string)run!["info"]!["run_name"]!));
            token = (string?)found["next_page_token"];
        }
        while (token is not null);
        Assert.Equal(["c", "b", "a"], names);
    }

    [Theory]
    [InlineData("runs/search", """{"experiment_ids": ["0"], "filter": "metrics.x >"}""", "12")]
    [InlineData("runs/search", """{"experiment_ids": ["0"], "order_by": ["metrics.x sideways"]}""", "11")]
    [InlineData("runs/search", """{"experiment_ids": ["0"], "run_view_type": "SOME"}""", "SOME")]
    [InlineData("runs/search", """{"experiment_ids": ["0"], "max_results": 50001}""", "50000")]
    [InlineData("runs/search", """{"experiment_ids": ["0"], "page_token": "x"}""", "page_token")]
    [InlineData("experiments/search", """{"filter": "params.x = 'a'"}""", "params")]
    public async Task Fault_of_a_search_is_named(string path, string body, string named) =>
        Assert.Contains(named, await three.Hub.RefusedAsync("INVALID_PARAMETER_VALUE", "POST", path, body), StringComparison.Ordinal);

    [Theory]
    [InlineData("name = 'three'", "three")]
    [InlineData("name = 'lab/three'", "three")]
    [InlineData("name LIKE 'th%'", "three")]
    [InlineData("name LIKE 'TH%'", "")]
    [InlineData("name ILIKE 'TH%'", "three")]
    [InlineData("tags.team = 'codon'", "three")]
    [InlineData("creation_time < 5", "")]
    public async Task Experiments_are_found(string filter, string expected)
    {
        var body = $$"""{"view_type": "ACTIVE_ONLY", "max_results": 10, "filter": {{JsonSerializer.Serialize(filter)}}, "order_by": ["name DESC"]}""";
        var found = await three.Hub.DoneAsync("POST", "experiments/search", body);
        Assert.Equal(expected, string.Join(' ', found["experiments"]!.AsArray().Select(one => (string)one!["name"]!)));
    }

    public sealed class Three : IAsyncLifetime
    {
        public TrackingHub Hub { get; } = new();

        public string Experiment { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Hub.InitializeAsync();
            Experiment = await Hub.ExperimentAsync("three");
            await Hub.DoneAsync("POST", "experiments/set-experiment-tag", $$"""{"experiment_id": "{{Experiment}}", "key": "team", "value": "codon"}""");
            var a = await BeginAsync("a", 1, $"{TrackingHub.Metric("loss", "0.5")}, {TrackingHub.Metric("a b", "1")}, {TrackingHub.Metric("odd", "\"NaN\"")}", "Tree", "early");
            await BeginAsync("b", 2, $"{TrackingHub.Metric("loss", "9")}, {TrackingHub.Metric("loss", "0.25", 2)}, {TrackingHub.Metric("odd", "7")}", "[x]", "late");
            await BeginAsync("c", 3, "", null, null);
            await Hub.DoneAsync("POST", "runs/update", $$"""{"run_id": "{{a}}", "status": "FINISHED", "end_time": 9}""");
            await Hub.DoneAsync(
                "POST", "runs/log-inputs",
                $$$"""{"run_id": "{{{a}}}", "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}], "dataset": {"name": "iris", "digest": "d1", "source_type": "code", "source": "{}"}}]}""");
        }

        public ValueTask DisposeAsync() => Hub.DisposeAsync();

        private async Task<string> BeginAsync(string name, long start, string metrics, string? model, string? stage)
        {
            var created = await Hub.DoneAsync("POST", "runs/create", $$"""{"experiment_id": "{{Experiment}}", "run_name": "{{name}}", "start_time": {{start}}}""");
            var id = (string)created["run"]!["info"]!["run_id"]!;
            await Hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(
                id, metrics,
                model is null ? "" : $$"""{"key": "model", "value": "{{model}}"}""",
                stage is null ? "" : $$"""{"key": "stage", "value": "{{stage}}"}"""));
            return id;
        }
    }
}
