using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Datasets;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>The laboratory, spoken to as MLflow's Python client does.</summary>
public sealed class TrackingHub : IAsyncLifetime
{
    private readonly LabHub _lab = new();

    private readonly Dictionary<string, HttpClient> _clients = [];

    public TestHub Hub => _lab.Hub;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _lab.InitializeAsync();
        await Hub.AddPersonAsync("both", false, "lab", "elsewhere");
        foreach (var who in (string[])["member", "outsider", "boss", "both"])
            _clients[who] = Hub.Client(await Hub.TokenAsync(who));
        _clients["member:read"] = Hub.Client(await Hub.TokenAsync("member", TokenScope.Read));
        _clients["anonymous"] = Hub.Client();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        await _lab.DisposeAsync();
    }

    public Task<HttpResponseMessage> OpenAsync(string path, string who) => _lab.OpenAsync(path, who);

    /// <param name="path">After <c>/api/2.0/mlflow/</c>, or a whole one that begins with a slash.</param>
    public async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(string who, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path.StartsWith('/') ? path : $"/api/2.0/mlflow/{path}", UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _clients[who].SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        return (answer.StatusCode, (text.StartsWith('{') ? JsonNode.Parse(text) as JsonObject : null) ?? new JsonObject { ["text"] = text });
    }

    /// <summary>Sends what must be taken.</summary>
    public async Task<JsonObject> DoneAsync(string method, string path, string? body = null, string who = "member")
    {
        var (status, answer) = await SendAsync(who, method, path, body);
        Assert.True(status == HttpStatusCode.OK, $"{method} {path}: {status} {answer}");
        return answer;
    }

    /// <summary>Sends what must be refused.</summary>
    public async Task<string> RefusedAsync(string code, string method, string path, string? body = null, string who = "member")
    {
        var (status, answer) = await SendAsync(who, method, path, body);
        Assert.True(status != HttpStatusCode.OK && (string?)answer["error_code"] == code, $"{method} {path}: {status} {answer}");
        return (string)answer["message"]!;
    }

    public async Task<string> ExperimentAsync(string name, string who = "member") =>
        (string)(await DoneAsync("POST", "experiments/create", $$"""{"name": "{{name}}", "tags": []}""", who))["experiment_id"]!;

    public async Task<string> RunAsync(string experiment, string who = "member", string name = "") =>
        (string)(await DoneAsync(
            "POST", "runs/create", $$"""{"experiment_id": "{{experiment}}", "user_id": "hanako", "run_name": "{{name}}", "start_time": 1760000000000, "tags": []}""", who))["run"]!["info"]!["run_id"]!;

    public async Task<JsonObject> GetRunAsync(string id) => (JsonObject)(await DoneAsync("GET", $"runs/get?run_uuid={id}&run_id={id}"))["run"]!;

    public async Task PutAsync(string uriPath, string content, string who = "member")
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        using var answer = await _clients[who].PutAsync(new Uri($"/api/2.0/mlflow-artifacts/artifacts/{uriPath}", UriKind.Relative), body, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{uriPath}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    /// <summary>For log-batch: curves written as the client writes them.</summary>
    public static string Batch(string run, string metrics = "", string settings = "", string tags = "") =>
        $$"""{"run_id": "{{run}}", "metrics": [{{metrics}}], "params": [{{settings}}], "tags": [{{tags}}]}""";

    public static string Metric(string key, string value, long timestamp = 1, long step = 0) =>
        $$"""{"key": "{{key}}", "value": {{value}}, "timestamp": {{timestamp}}, "step": {{step}}}""";
}
