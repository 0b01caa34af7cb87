using System.Net;
using Tsumugi.Models.Tracking.Pages;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Tests.Datasets;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>The pages of runs, opened by everybody, with values that are long or no numbers.</summary>
public sealed class RunPageTests(RunPageTests.Shown shown) : IClassFixture<RunPageTests.Shown>
{
    /// <summary>Address, then the status for: nobody, an outsider, a member, an operator.</summary>
    private static readonly (string Path, int[] Expected)[] Rows =
    [
        ("/runs", [302, 200, 200, 200]),
        ("/runs?q=page&page=9", [302, 200, 200, 200]),
        ("/runs/experiments/EXP", [302, 404, 200, 200]),
        ("/runs/experiments/EXP?filter=metrics.loss%20%3E&sort=metrics.%60loss%60%20DESC", [302, 404, 200, 200]),
        ("/runs/experiments/0", [302, 404, 404, 404]),
        ("/runs/experiments/x", [302, 404, 404, 404]),
        ("/runs/ONE", [302, 404, 200, 200]),
        ("/runs/ONE?metric=loss", [302, 404, 200, 200]),
        ("/runs/nothing", [302, 404, 404, 404]),
        ("/runs/compare", [302, 200, 200, 200]),
        ("/runs/compare?run=ONE&run=TWO", [302, 404, 200, 200]),
        ("/api/v1/runs/ONE/metrics.csv", [401, 404, 200, 200]),
    ];

    public static TheoryData<string, string, int> Table()
    {
        var table = new TheoryData<string, string, int>();
        foreach (var (path, expected) in Rows)
        {
            for (var at = 0; at < expected.Length; at++)
                table.Add(path, LabHub.Askers[at], expected[at]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Address_opened_by_each_asker_answers_as_the_table_says(string path, string who, int expected)
    {
        using var answer = await shown.Hub.OpenAsync(shown.Filled(path), who);
        Assert.True((int)answer.StatusCode == expected, $"{path} by {who}: {answer.StatusCode}");
    }

    [Theory]
    [InlineData("/runs", "page experiment", "/runs/experiments/EXP", ">2<")]
    [InlineData("/runs/experiments/EXP", "first", "second", "/runs/ONE?metric=loss", "0.125", "NaN", "name=\"run\"", "/runs/compare")]
    [InlineData("/runs/experiments/EXP?filter=metrics.loss%20%3C%200.2", "first")]
    [InlineData("/runs/experiments/EXP?filter=metrics.loss%20%3C", "character 15")]
    [InlineData("/runs/ONE", "first", "<svg", "0.125", "NaN", "model/MLmodel", "/datasets/lab/open?revision=", "metrics.csv", "/thread?node=run%3AONE", "/people/member", "pages-of-params", "No curve of odd")]
    [InlineData("/runs/ONE?metric=loss", "<svg")]
    [InlineData("/runs/compare?run=ONE&run=TWO", "first", "second", "<svg", "s2-stroke", "lr", "0.125")]
    public async Task Page_shows_what_was_logged(string path, params string[] parts)
    {
        using var answer = await shown.Hub.OpenAsync(shown.Filled(path), "member");
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TrackingHub.Stop));
        foreach (var part in parts)
            Assert.Contains(shown.Filled(part), html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Member_shows_an_experiment_to_everybody_and_hides_it_again()
    {
        var page = $"/runs/experiments/{await shown.Hub.ExperimentAsync("shared")}";
        using var browser = await shown.Hub.Hub.SignedInAsync("member");
        foreach (var expected in new[] { HttpStatusCode.OK, HttpStatusCode.NotFound })
        {
            using var sent = await browser.SendFormAsync(page, "visibility", new Dictionary<string, string>());
            using var seen = await shown.Hub.OpenAsync(page, "outsider");
            Assert.Equal(expected, seen.StatusCode);
        }
    }

    [Fact]
    public async Task Thread_page_tells_an_outsider_nothing_of_the_run()
    {
        foreach (var (who, told) in new[] { ("member", true), ("outsider", false) })
        {
            using var answer = await shown.Hub.OpenAsync(shown.Filled("/thread?node=run:ONE"), who);
            var html = await answer.Content.ReadAsStringAsync(TrackingHub.Stop);
            Assert.Equal(told, html.Contains("lab/open", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Points_come_as_one_line_each()
    {
        using var answer = await shown.Hub.OpenAsync(shown.Filled("/api/v1/runs/ONE/metrics.csv?key=loss"), "member");
        var lines = (await answer.Content.ReadAsStringAsync(TrackingHub.Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["metric,step,timestamp,value", "loss,0,1,0.5", "loss,1,2,0.125"], lines);
    }

    [Fact]
    public void Parallel_axes_are_the_numbers_that_differ()
    {
        var axes = ParallelAxis.Of([Run("0.1", 1, "same"), Run("0.2", double.NaN, "same"), Run("tree", 3, "same")]);
        Assert.Equal(["lr", "loss"], axes.Select(axis => axis.Name));
        Assert.Equal([0.1, 0.2, null], axes[0].Values);
        Assert.Equal([1, null, 3], axes[1].Values);
        var svg = ParallelPlot.Draw(axes, 3, 760, "wide", "a < b");
        Assert.Contains("s3-stroke", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
    }

    private static RunMessage Run(string rate, double loss, string same) => new(
        new("r", "r", "r", "1", "u", "FINISHED", 0, 1, "", "active"),
        new([new("loss", loss, 1, 1), new("same", 2, 1, 1)], [new("lr", rate), new("model", same)], []), new([], []), new([]));

    public sealed class Shown : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _names = [];

        public TrackingHub Hub { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Hub.InitializeAsync();
            var experiment = _names["EXP"] = await Hub.ExperimentAsync("page experiment");
            foreach (var (key, name, loss, rate) in new[] { ("ONE", "first", "0.125", "0.1"), ("TWO", "second", "0.25", "0.2") })
            {
                var run = _names[key] = await Hub.RunAsync(experiment, name: name);
                var points = string.Join(',', TrackingHub.Metric("loss", "0.5", 1), TrackingHub.Metric("loss", loss, 2, 1), TrackingHub.Metric("odd", "\"NaN\"", 1));
                var settings = $$"""{"key": "lr", "value": "{{rate}}"}, {"key": "long", "value": "{{string.Concat(Enumerable.Repeat("pages-of-params ", 300))}}"}""";
                await Hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(run, points, settings));
                await Hub.DoneAsync("POST", "runs/update", $$"""{"run_id": "{{run}}", "status": "FINISHED", "end_time": 1760000009000}""");
            }

            await Hub.PutAsync($"{experiment}/{_names["ONE"]}/artifacts/model/MLmodel", "x");
            await Hub.DoneAsync(
                "POST", "runs/log-inputs",
                $$$"""{"run_id": "{{{_names["ONE"]}}}", "datasets": [{"dataset": {"name": "genes", "digest": "d", "source_type": "http", "source": "{\"url\": \"{{{Hub.Hub.Address}}}datasets/lab/open\"}"}}]}""");
        }

        public ValueTask DisposeAsync() => Hub.DisposeAsync();

        public string Filled(string text) => _names.Aggregate(text, (rest, name) => rest.Replace(name.Key, name.Value, StringComparison.Ordinal));
    }
}
