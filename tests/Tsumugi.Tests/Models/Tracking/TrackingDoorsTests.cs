using System.Text.Json.Nodes;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>Every address of the protocol, asked by everybody.</summary>
public sealed class TrackingDoorsTests(TrackingDoorsTests.Begun begun) : IClassFixture<TrackingDoorsTests.Begun>
{
    private static readonly string[] Askers = ["anonymous", "outsider", "member", "member:read", "boss"];

    /// <summary>Reading what an institution keeps to itself.</summary>
    private static readonly int[] Read = [401, 404, 200, 200, 200];

    /// <summary>Changing it.</summary>
    private static readonly int[] Write = [401, 404, 200, 403, 200];

    private static readonly int[] Everybody = [401, 200, 200, 200, 200];

    /// <summary>Method, address, body, then the status for each asker. EXP, RUN, MID stand for the laboratory's own.</summary>
    private static readonly (string Method, string Path, string Body, int[] Expected)[] Rows =
    [
        ("POST", "experiments/create", """{"name": "lab/ANY"}""", [401, 403, 200, 403, 200]),
        ("GET", "experiments/get?experiment_id=EXP", "", Read),
        ("GET", "experiments/get?experiment_id=99999", "", [401, 404, 404, 404, 404]),
        ("GET", "experiments/get-by-name?experiment_name=lab/doors", "", Read),
        ("POST", "experiments/search", "{}", Everybody),
        ("GET", "experiments/search?max_results=10&view_type=ALL", "", Everybody),
        ("POST", "experiments/update", """{"experiment_id": "EXP", "new_name": "doors"}""", Write),
        ("POST", "experiments/set-experiment-tag", """{"experiment_id": "EXP", "key": "k", "value": "v"}""", Write),
        ("POST", "experiments/delete", """{"experiment_id": "SPARE"}""", Write),
        ("POST", "experiments/restore", """{"experiment_id": "SPARE"}""", Write),
        ("POST", "runs/create", """{"experiment_id": "EXP"}""", Write),
        ("GET", "runs/get?run_id=RUN", "", Read),
        ("GET", "runs/get?run_id=0123456789abcdef0123456789abcdef", "", [401, 404, 404, 404, 404]),
        ("POST", "runs/update", """{"run_id": "RUN", "run_name": "x"}""", Write),
        ("POST", "runs/search", """{"experiment_ids": ["EXP"]}""", Read),
        ("POST", "runs/log-metric", """{"run_id": "RUN", "key": "m", "value": 1, "timestamp": 1}""", Write),
        ("POST", "runs/log-parameter", """{"run_id": "RUN", "key": "p", "value": "1"}""", Write),
        ("POST", "runs/log-batch", """{"run_id": "RUN"}""", Write),
        ("POST", "runs/set-tag", """{"run_id": "RUN", "key": "k", "value": "v"}""", Write),
        ("POST", "runs/log-model", """{"run_id": "RUN", "model_json": "{}"}""", Write),
        ("POST", "runs/log-inputs", """{"run_id": "RUN"}""", Write),
        ("POST", "runs/outputs", """{"run_id": "RUN"}""", Write),
        ("POST", "runs/delete", """{"run_id": "SPARERUN"}""", Write),
        ("POST", "runs/restore", """{"run_id": "SPARERUN"}""", Write),
        ("GET", "metrics/get-history?run_id=RUN&metric_key=m", "", Read),
        ("GET", "metrics/get-history-bulk-interval?run_ids=RUN&metric_key=m", "", Read),
        ("GET", "artifacts/list?run_id=RUN", "", Read),
        ("GET", "/api/2.0/mlflow-artifacts/artifacts?path=EXP/RUN/artifacts", "", Read),
        ("GET", "/api/2.0/mlflow-artifacts/artifacts/EXP/RUN/artifacts/model/MLmodel", "", Read),
        ("PUT", "/api/2.0/mlflow-artifacts/artifacts/EXP/RUN/artifacts/other", "x", Write),
        ("DELETE", "/api/2.0/mlflow-artifacts/artifacts/EXP/RUN/artifacts/nothing", "", [401, 404, 404, 403, 404]),
        ("POST", "logged-models", """{"experiment_id": "EXP", "name": "m"}""", Write),
        ("GET", "logged-models/MID", "", Read),
        ("PATCH", "logged-models/MID", """{"status": "LOGGED_MODEL_READY"}""", Write),
        ("PATCH", "logged-models/MID/tags", """{"tags": []}""", Write),
        ("POST", "logged-models/MID/params", """{"params": []}""", Write),
        ("POST", "logged-models/search", """{"experiment_ids": ["EXP"]}""", Read),
        ("GET", "logged-models/MID/artifacts/directories", "", Read),
        ("POST", "registered-models/create", """{"name": "lab/ANY"}""", [401, 403, 200, 403, 200]),
        ("GET", "registered-models/get?name=lab/doors", "", Read),
        ("GET", "registered-models/search", "", Everybody),
        ("PATCH", "registered-models/update", """{"name": "lab/doors", "description": "d"}""", Write),
        ("POST", "registered-models/get-latest-versions", """{"name": "lab/doors"}""", Read),
        ("POST", "registered-models/set-tag", """{"name": "lab/doors", "key": "k", "value": "v"}""", Write),
        ("DELETE", "registered-models/delete-tag", """{"name": "lab/doors", "key": "k"}""", Write),
        ("POST", "registered-models/alias", """{"name": "lab/doors", "alias": "a", "version": "1"}""", Write),
        ("GET", "registered-models/alias?name=lab/doors&alias=first", "", Read),
        ("POST", "model-versions/create", """{"name": "lab/doors", "source": "runs:/RUN/model", "run_id": "RUN"}""", Write),
        ("GET", "model-versions/get?name=lab/doors&version=1", "", Read),
        ("GET", "model-versions/search", "", Everybody),
        ("GET", "model-versions/get-download-uri?name=lab/doors&version=1", "", Read),
        ("PATCH", "model-versions/update", """{"name": "lab/doors", "version": "1", "description": "d"}""", Write),
        ("POST", "model-versions/transition-stage", """{"name": "lab/doors", "version": "1", "stage": "Staging"}""", Write),
        ("GET", "/api/2.0/mlflow-artifacts/artifacts/models/lab/doors/1/MLmodel", "", Read),
        ("GET", "/api/3.0/mlflow/server-info", "", Everybody),
        ("GET", "/api/v1/thread/nodes?node=run:RUN", "", Read),
    ];

    public static TheoryData<string, string, string, string, int> Table()
    {
        var table = new TheoryData<string, string, string, string, int>();
        foreach (var (method, path, body, expected) in Rows)
        {
            for (var at = 0; at < Askers.Length; at++)
                table.Add(method, path, body, Askers[at], expected[at]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Address_asked_by_each_asker_answers_as_the_table_says(string method, string path, string body, string who, int expected)
    {
        var (status, answer) = await begun.Hub.SendAsync(who, method, begun.Filled(path), body.Length == 0 ? null : begun.Filled(body));
        Assert.True((int)status == expected, $"{method} {path} by {who}: {status} {answer}");
        if (expected >= 400 && !path.StartsWith("/api/v1", StringComparison.Ordinal))
            Assert.True(answer["error_code"] is JsonValue && answer["message"] is JsonValue, answer.ToJsonString());
    }

    [Theory]
    [InlineData("experiments/search", "experiments")]
    [InlineData("registered-models/search", "registered_models")]
    [InlineData("model-versions/search", "model_versions")]
    public async Task Search_names_nothing_private_to_an_outsider(string path, string list)
    {
        var found = await begun.Hub.DoneAsync("GET", path, who: "outsider");
        Assert.DoesNotContain(found[list]!.AsArray(), one => ((string)one!["name"]!).Contains("doors", StringComparison.Ordinal));
        Assert.NotEmpty((await begun.Hub.DoneAsync("GET", path))[list]!.AsArray());
    }

    [Fact]
    public async Task Who_belongs_to_several_institutions_says_which()
    {
        var said = await begun.Hub.RefusedAsync("INVALID_PARAMETER_VALUE", "POST", "experiments/create", """{"name": "x"}""", "both");
        Assert.Contains("elsewhere", said, StringComparison.Ordinal);
        Assert.Contains("elsewhere/x", said, StringComparison.Ordinal);
        await begun.Hub.RefusedAsync("INVALID_PARAMETER_VALUE", "POST", "runs/create", """{"experiment_id": "0"}""", "both");
        await begun.Hub.RefusedAsync("INVALID_PARAMETER_VALUE", "POST", "runs/create", """{"experiment_id": "0"}""", "boss");
        var made = await begun.Hub.DoneAsync("POST", "experiments/create", """{"name": "elsewhere/x"}""", "both");
        var shown = await begun.Hub.DoneAsync("GET", $"experiments/get?experiment_id={made["experiment_id"]}", who: "both");
        Assert.Equal("elsewhere/x", (string)shown["experiment"]!["name"]!);
        Assert.Equal("x", (string)(await begun.Hub.DoneAsync("GET", "experiments/get-by-name?experiment_name=x", who: "outsider"))["experiment"]!["name"]!);
    }

    [Fact]
    public async Task Experiment_that_everybody_may_see_takes_runs_from_its_members_only()
    {
        var id = await begun.Hub.ExperimentAsync("open to all");
        var number = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture);
        await begun.Hub.Hub.UseDbAsync(async db =>
        {
            (await db.FindAsync<Experiment>(number))!.Visibility = Visibility.Hub;
            return await db.SaveChangesAsync();
        });
        Assert.Equal("lab/open to all", (string)(await begun.Hub.DoneAsync("GET", $"experiments/get?experiment_id={id}", who: "outsider"))["experiment"]!["name"]!);
        await begun.Hub.RefusedAsync("PERMISSION_DENIED", "POST", "runs/create", $$"""{"experiment_id": "{{id}}"}""", "outsider");
    }

    [Theory]
    [InlineData("""{"name": "doors"}""", "RESOURCE_ALREADY_EXISTS")]
    [InlineData("""{"name": ""}""", "INVALID_PARAMETER_VALUE")]
    [InlineData("""{"name": "elsewhere-location", "artifact_location": "s3://bucket"}""", "INVALID_PARAMETER_VALUE")]
    public Task Experiment_that_cannot_be_begun_is_refused(string body, string code) => begun.Hub.RefusedAsync(code, "POST", "experiments/create", body);

    public sealed class Begun : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _names = [];

        public TrackingHub Hub { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Hub.InitializeAsync();
            var experiment = await Hub.ExperimentAsync("doors");
            var run = await Hub.RunAsync(experiment);
            _names["SPARERUN"] = await Hub.RunAsync(experiment);
            _names["SPARE"] = await Hub.ExperimentAsync("spare");
            (_names["EXP"], _names["RUN"]) = (experiment, run);
            await Hub.PutAsync($"{experiment}/{run}/artifacts/model/MLmodel", "x");
            _names["MID"] = (string)(await Hub.DoneAsync("POST", "logged-models", $$"""{"experiment_id": "{{experiment}}", "name": "m"}"""))["model"]!["info"]!["model_id"]!;
            await Hub.DoneAsync("POST", "registered-models/create", """{"name": "doors"}""");
            await Hub.DoneAsync("POST", "model-versions/create", $$"""{"name": "doors", "source": "runs:/{{run}}/model", "run_id": "{{run}}"}""");
            await Hub.DoneAsync("POST", "registered-models/alias", """{"name": "doors", "alias": "first", "version": "1"}""");
        }

        public ValueTask DisposeAsync() => Hub.DisposeAsync();

        public string Filled(string text) => _names.Aggregate(
            text.Replace("ANY", $"n{Guid.NewGuid():n}", StringComparison.Ordinal), (rest, name) => rest.Replace(name.Key, name.Value, StringComparison.Ordinal));
    }
}
