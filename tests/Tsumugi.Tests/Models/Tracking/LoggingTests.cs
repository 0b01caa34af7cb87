using System.Net;
using Tsumugi.Models.Tracking.Metrics;
using Tsumugi.Thread;
using Microsoft.EntityFrameworkCore;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>What a training script sends from its first line to its last.</summary>
public sealed class LoggingTests(TrackingHub hub) : IClassFixture<TrackingHub>
{
    [Fact]
    public async Task Script_without_an_experiment_logs_into_the_default_one_and_reads_it_back()
    {
        var created = await hub.DoneAsync(
            "POST", "runs/create",
            """{"experiment_id": "0", "user_id": "hanako", "start_time": 1760000000000, "tags": [{"key": "mlflow.source.name", "value": "train.py"}, {"key": "mlflow.runName", "value": "brisk-crane-12"}], "run_name": "brisk-crane-12"}""");
        var info = created["run"]!["info"]!;
        var id = (string)info["run_id"]!;
        Assert.Equal(32, id.Length);
        Assert.Equal(id, (string)info["run_uuid"]!);
        Assert.Equal(("RUNNING", "active", "hanako", "brisk-crane-12"), ((string)info["status"]!, (string)info["lifecycle_stage"]!, (string)info["user_id"]!, (string)info["run_name"]!));
        Assert.Equal($"mlflow-artifacts:/{info["experiment_id"]}/{id}/artifacts", (string)info["artifact_uri"]!);

        await hub.DoneAsync("POST", "runs/log-parameter", $$"""{"run_uuid": "{{id}}", "run_id": "{{id}}", "key": "lr", "value": "0.01"}""");
        await hub.DoneAsync("POST", "runs/log-metric", $$"""{"run_uuid": "{{id}}", "run_id": "{{id}}", "key": "loss", "value": 0.5, "timestamp": 1760000000500, "step": 3}""");
        await hub.DoneAsync("POST", "runs/set-tag", $$"""{"run_uuid": "{{id}}", "run_id": "{{id}}", "key": "note", "value": "初回"}""");
        var ended = await hub.DoneAsync("POST", "runs/update", $$"""{"run_uuid": "{{id}}", "run_id": "{{id}}", "status": "FINISHED", "end_time": 1760000001000}""");
        Assert.Equal("FINISHED", (string)ended["run_info"]!["status"]!);

        var run = await hub.GetRunAsync(id);
        Assert.Equal("""[{"key":"loss","value":0.5,"timestamp":1760000000500,"step":3}]""", run["data"]!["metrics"]!.ToJsonString());
        Assert.Equal("""[{"key":"lr","value":"0.01"}]""", run["data"]!["params"]!.ToJsonString());
        Assert.Contains("初回", run["data"]!["tags"]!.AsArray().Select(tag => (string)tag!["value"]!));
        Assert.Equal(1760000001000, (long)run["info"]!["end_time"]!);

        var experiment = (await hub.DoneAsync("GET", "experiments/get?experiment_id=0"))["experiment"]!;
        Assert.Equal("Default", (string)experiment["name"]!);
        Assert.Equal((string)info["experiment_id"]!, (string)experiment["experiment_id"]!);
    }

    [Fact]
    public async Task Run_stands_on_the_thread_from_its_start_to_its_end_and_its_points_do_not()
    {
        var id = await hub.RunAsync(await hub.ExperimentAsync("threaded"));
        await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(id, TrackingHub.Metric("loss", "1")));
        await hub.DoneAsync("POST", "runs/update", $$"""{"run_id": "{{id}}", "status": "FAILED", "end_time": 5}""");
        await hub.DoneAsync("POST", "runs/delete", $$"""{"run_id": "{{id}}"}""");
        await hub.DoneAsync("POST", "runs/restore", $$"""{"run_id": "{{id}}"}""");
        var (events, ties) = await hub.Hub.UseDbAsync(async db => (
            await db.Set<EventRow>().Where(row => row.Subject == $"run:{id}").OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(),
            await db.Set<TieRow>().Where(row => row.From == $"run:{id}").OrderBy(row => row.Position).Select(row => row.Relation + " " + row.To).ToListAsync()));
        Assert.Equal(["run.started", "run.failed", "run.deleted", "run.restored"], events);
        Assert.Equal(["belongsTo institution:lab", "runBy person:member"], ties);
    }

    [Fact]
    public async Task Params_are_written_once_and_may_be_repeated()
    {
        var id = await hub.RunAsync(await hub.ExperimentAsync("params"));
        const string Rate = """{"key": "lr", "value": "1"}""";
        await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(id, settings: Rate));
        await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(id, settings: Rate));
        var said = await hub.RefusedAsync(
            "INVALID_PARAMETER_VALUE", "POST", "runs/log-batch",
            TrackingHub.Batch(id, TrackingHub.Metric("loss", "1"), """{"key": "new", "value": "x"}, {"key": "lr", "value": "2"}"""));
        Assert.Contains("lr", said, StringComparison.Ordinal);
        var data = (await hub.GetRunAsync(id))["data"]!;
        Assert.Equal($"[{Rate}]".Replace(" ", "", StringComparison.Ordinal), data["params"]!.ToJsonString());
        Assert.Empty(data["metrics"]!.AsArray());
    }

    [Fact]
    public async Task Values_that_are_no_numbers_come_back_as_they_were_sent()
    {
        var id = await hub.RunAsync(await hub.ExperimentAsync("nan"));
        await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(id, string.Join(',',
            TrackingHub.Metric("a", "\"NaN\"", 7), TrackingHub.Metric("b", "\"Infinity\""), TrackingHub.Metric("c", "\"-Infinity\""), TrackingHub.Metric("a", "2", 7, 1))));
        var metrics = (await hub.GetRunAsync(id))["data"]!["metrics"]!.AsArray();
        Assert.Equal(["2", "Infinity", "-Infinity"], metrics.Select(metric => metric!["value"]!.ToString()));
        var history = (await hub.DoneAsync("GET", $"metrics/get-history?run_id={id}&run_uuid={id}&metric_key=a"))["metrics"]!.AsArray();
        Assert.Equal(["NaN", "2"], history.Select(metric => metric!["value"]!.ToString()));
    }

    public static TheoryData<string, string> BadBatches => new()
    {
        { TrackingHub.Batch("RUN", string.Join(',', Enumerable.Range(0, 1001).Select(at => TrackingHub.Metric("m", "1", at)))), "1000" },
        { TrackingHub.Batch("RUN", settings: string.Join(',', Enumerable.Range(0, 101).Select(at => $$"""{"key":"p{{at}}","value":"1"}"""))), "100" },
        { TrackingHub.Batch("RUN", tags: string.Join(',', Enumerable.Range(0, 101).Select(at => $$"""{"key":"p{{at}}","value":"1"}"""))), "100" },
        { TrackingHub.Batch("RUN", TrackingHub.Metric("../loss", "1")), "../loss" },
        { TrackingHub.Batch("RUN", TrackingHub.Metric("/loss", "1")), "/loss" },
        { TrackingHub.Batch("RUN", TrackingHub.Metric("lo;ss", "1")), "lo;ss" },
        { TrackingHub.Batch("RUN", TrackingHub.Metric(new string('k', 251), "1")), "250" },
        { TrackingHub.Batch("RUN", TrackingHub.Metric("loss", "\"many\"")), "value" },
        { TrackingHub.Batch("RUN", """{"key": "loss", "value": 1}"""), "timestamp" },
        { TrackingHub.Batch("RUN", settings: $$"""{"key": "p", "value": "{{new string('v', 6001)}}"}"""), "6000" },
        { TrackingHub.Batch("RUN", tags: $$"""{"key": "t", "value": "{{new string('v', 8001)}}"}"""), "8000" },
        { TrackingHub.Batch("RUN", tags: $$"""{"key": "t", "value": "{{new string('v', 1 << 20)}}"}"""), "1 MB" },
        { "{not json", "" },
        { "[]", "" },
        { "null", "" },
        { "", "run_id" },
        { "{}", "run_id" },
    };

    [Theory]
    [MemberData(nameof(BadBatches))]
    public async Task Batch_beyond_the_limits_is_refused_with_its_reason(string body, string named)
    {
        var id = await hub.RunAsync("0");
        var said = await hub.RefusedAsync("INVALID_PARAMETER_VALUE", "POST", "runs/log-batch", body.Replace("RUN", id, StringComparison.Ordinal));
        Assert.Contains(named, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 5.0, 2, 1.0, true)]
    [InlineData(2, 1.0, 1, 5.0, false)]
    [InlineData(1, 1.0, 1, 2.0, true)]
    [InlineData(1, double.NaN, 1, -5.0, true)]
    [InlineData(1, -5.0, 1, double.NaN, false)]
    [InlineData(1, 5.0, 2, double.NaN, true)]
    public void Later_point_follows_and_of_one_moment_the_higher(long before, double was, long after, double now, bool follows) =>
        Assert.Equal(follows, new MetricPoint("m", 0, after, now).Follows(new("m", 0, before, was)));

    [Fact]
    public async Task History_comes_in_pages_and_bulk_in_an_interval()
    {
        var id = await hub.RunAsync(await hub.ExperimentAsync("history"));
        await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(id, string.Join(',', Enumerable.Range(0, 10).Select(at => TrackingHub.Metric("m", $"{at}", at, at)))));
        var first = await hub.DoneAsync("GET", $"metrics/get-history?run_id={id}&metric_key=m&max_results=6");
        var second = await hub.DoneAsync("GET", $"metrics/get-history?run_id={id}&metric_key=m&max_results=6&page_token={first["next_page_token"]}");
        Assert.Equal((6, 4, null), (first["metrics"]!.AsArray().Count, second["metrics"]!.AsArray().Count, second["next_page_token"]));
        var bulk = await hub.DoneAsync("GET", $"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids={id}&metric_key=m&start_step=2&end_step=8&max_results=3");
        Assert.Equal([2, 5, 8], bulk["metrics"]!.AsArray().Select(metric => (int)metric!["step"]!));
        Assert.All(bulk["metrics"]!.AsArray(), metric => Assert.Equal(id, (string)metric!["run_id"]!));
    }

    [Fact]
    public async Task Deleted_run_takes_nothing_until_it_is_restored()
    {
        var id = await hub.RunAsync(await hub.ExperimentAsync("deleted run"));
        await hub.DoneAsync("POST", "runs/delete", $$"""{"run_id": "{{id}}"}""");
        await hub.RefusedAsync("INVALID_PARAMETER_VALUE", "POST", "runs/log-batch", TrackingHub.Batch(id, TrackingHub.Metric("loss", "1")));
        Assert.Equal("deleted", (string)(await hub.GetRunAsync(id))["info"]!["lifecycle_stage"]!);
        await hub.DoneAsync("POST", "runs/restore", $$"""{"run_id": "{{id}}"}""");
        await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(id, TrackingHub.Metric("loss", "1")));
    }

    [Theory]
    [InlineData("/api/2.0/mlflow/traces", "POST")]
    [InlineData("/api/3.0/mlflow/anything", "GET")]
    [InlineData("/ajax-api/2.0/mlflow/gateway-proxy", "GET")]
    [InlineData("/api/2.0/mlflow-artifacts/mpu/create/1/x/artifacts/a", "POST")]
    [InlineData("/api/2.0/mlflow/runs/create", "GET")]
    public async Task Address_that_is_not_answered_says_so_in_the_protocols_words(string path, string method) =>
        await hub.RefusedAsync("ENDPOINT_NOT_FOUND", method, path);

    [Fact]
    public async Task Server_says_what_it_is()
    {
        var info = await hub.DoneAsync("GET", "/api/3.0/mlflow/server-info");
        Assert.False((bool)info["workspaces_enabled"]!);
        Assert.False((bool)info["multipart_uploads_enabled"]!);
        var (status, version) = await hub.SendAsync("anonymous", "GET", "/version");
        Assert.Equal((HttpStatusCode.OK, "3"), (status, ((string)version["text"]!)[..1]));
    }
}
