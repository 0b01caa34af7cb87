using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Tes;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Commands;

/// <summary>The Task Execution Service 1.1 as its clients ask it; what the schema requires is looked for by its names.</summary>
[Collection(nameof(CommandLab))]
public sealed class TesTests(CommandLab lab)
{
    private const string Root = "/ga4gh/tes/v1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Datasets => $"{lab.Wire.Hub.Address.ToString().TrimEnd('/')}/datasets";

    [Fact]
    public async Task Service_says_what_it_is_before_anybody_signs_in()
    {
        var info = await GetAsync("/service-info", signedIn: false);
        foreach (var required in (string[])["id", "name", "type", "organization", "version", "storage", "tesResources_backend_parameters"])
            Assert.True(info[required] is not null, required);
        Assert.Equal(("org.ga4gh", "tes", "1.1.0"), ((string?)info["type"]!["group"], (string?)info["type"]!["artifact"], (string?)info["type"]!["version"]));
    }

    [Fact]
    public async Task Task_runs_its_executors_and_shows_in_each_view_what_the_standard_says()
    {
        var id = await CreateAsync($$"""
            {"name":"sorted","description":"Sorts.","tags":{"tsumugi.institution":"lab"},"volumes":["/vol/A"],
             "inputs":[{"path":"/data/in.txt","content":"b\na\n","name":"letters"}],
             "outputs":[{"path":"/vol/A/*.txt","path_prefix":"/vol","url":"{{Datasets}}/lab/tes-out/resolve/main/all"},{"path":"/tmp/said","url":"{{Datasets}}/lab/tes-out/resolve/main/said.txt","type":"FILE"}],
             "executors":[{"image":"busybox:1","command":["sh","-c","exit 4"],"ignore_error":true},
                          {"image":"busybox:1","command":["sh","-c","cat $F >/vol/A/x.txt; echo hello; echo oh >&2"],"env":{"F":"/data/in.txt"},"workdir":"/data","stdout":"/tmp/said"}],
             "resources":{"cpu_cores":1,"ram_gb":0.5,"backend_parameters":{"VmSize":"huge","Minutes":"3"} } }
            """);
        Assert.Equal("COMPLETE", await EndAsync(id));

        var minimal = await GetAsync($"/tasks/{id}");
        Assert.Equal(["id", "state"], minimal.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));

        var basic = await GetAsync($"/tasks/{id}?view=BASIC");
        Assert.Equal(("sorted", "Sorts.", "letters"), ((string?)basic["name"], (string?)basic["description"], (string?)basic["inputs"]![0]!["name"]));
        Assert.Null(basic["inputs"]![0]!["content"]);
        var log = basic["logs"]![0]!;
        Assert.Null(log["system_logs"]);
        Assert.Equal([4, 0], log["logs"]!.AsArray().Select(one => (int)one!["exit_code"]!));
        Assert.All(log["logs"]!.AsArray(), one => Assert.True(one!["stdout"] is null && one["stderr"] is null));
        foreach (var moment in (JsonNode?[])[basic["creation_time"], log["start_time"], log["end_time"], log["logs"]![0]!["start_time"], log["logs"]![0]!["end_time"]])
            Assert.True(DateTimeOffset.TryParseExact((string?)moment, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null, default, out _));
        Assert.Equal(["/tmp/said 6", "/vol/A/x.txt 4"], log["outputs"]!.AsArray().Select(file => $"{file!["path"]} {file["size_bytes"]}").Order(StringComparer.Ordinal));
        Assert.Equal("""{"Minutes":"3"}""", basic["resources"]!["backend_parameters"]!.ToJsonString());

        var full = await GetAsync($"/tasks/{id}?view=FULL");
        Assert.Equal("b\na\n", (string?)full["inputs"]![0]!["content"]);
        Assert.Equal(("hello\n", "oh\n"), ((string?)full["logs"]![0]!["logs"]![1]!["stdout"], (string?)full["logs"]![0]!["logs"]![1]!["stderr"]));
        Assert.NotNull(full["logs"]![0]!["system_logs"]);

        var files = await lab.FilesAsync("lab/tes-out");
        Assert.Equal(("b\na\n", "hello\n"), (files["all/A/x.txt"], files["said.txt"]));
        var job = await lab.Member.JobAsync(id, Stop);
        Assert.Equal((JobState.Succeeded, 1, 477, 3), (job.State, job.Resources!.Cores, job.Resources.MemoryMiB, job.Resources.Minutes));

        // What one task made is another's input, by the hub's object and by its address.
        var drs = (string?)full["logs"]![0]!["outputs"]!.AsArray().Single(file => (string?)file!["path"] == "/tmp/said")!["url"];
        var next = await CreateAsync($$"""
            {"tags":{"tsumugi.institution":"lab"},"inputs":[{"path":"/in/said","url":"{{drs}}"},{"path":"/in/all","type":"DIRECTORY","url":"{{Datasets}}/lab/tes-out/tree/main/all"}],
             "executors":[{"image":"busybox:1","command":["cat","/in/said","/in/all/A/x.txt"]}]}
            """);
        Assert.Equal("COMPLETE", await EndAsync(next));
        Assert.Equal("hello\nb\na\n", (string?)(await GetAsync($"/tasks/{next}?view=FULL"))["logs"]![0]!["logs"]![0]!["stdout"]);
    }

    [Fact]
    public async Task List_filters_pages_and_shows_minimal_by_default()
    {
        var made = new List<string>();
        foreach (var (name, tags) in ((string, string)[])[("list-a", """{"K":"1","L":""}"""), ("list-b", """{"K":"2"}"""), ("other-list", """{"K":"1"}""")])
            made.Add(await CreateAsync($$"""{"name":"{{name}}","tags":{{tags}},"executors":[{"image":"busybox:1","command":["true-{{name}}"]}]}"""));
        foreach (var id in made)
            Assert.Equal("EXECUTOR_ERROR", await EndAsync(id));
        foreach (var (query, expected) in ((string, int[])[])
        [
            ("name_prefix=list-", [1, 0]), ("tag_key=K", [2, 1, 0]), ("tag_key=K&tag_value=1", [2, 0]), ("tag_key=K&tag_key=L&tag_value=1&tag_value=", [0]),
            ("tag_key=K&tag_value=3", []), ("tag_key=%22", []), ("tag_key=K&state=COMPLETE", []), ("tag_key=K&state=EXECUTOR_ERROR&name_prefix=o", [2]), ("tag_key=K&state=PAUSED", []),
        ])
        {
            var found = (await GetAsync("/tasks?" + query))["tasks"]!.AsArray();
            Assert.Equal(expected.Select(at => made[at]), found.Select(task => (string?)task!["id"]));
            Assert.All(found, task => Assert.Equal(2, task!.AsObject().Count));
        }

        var (pages, token) = (new List<string?>(), "");
        do
        {
            var page = await GetAsync($"/tasks?tag_key=K&page_size=2&page_token={token}");
            pages.AddRange(page["tasks"]!.AsArray().Select(task => (string?)task!["id"]));
            token = (string?)page["next_page_token"];
        }
        while (!string.IsNullOrEmpty(token));
        Assert.Equal([made[2], made[1], made[0]], pages);
        Assert.Equal("list-a", (string?)(await GetAsync("/tasks?view=BASIC&name_prefix=list-a"))["tasks"]![0]!["name"]);
        await RefusedAsync(HttpMethod.Get, "/tasks?page_size=2048&state=DONE&view=ALL&page_token=%21", null, HttpStatusCode.BadRequest, "page_size page_token state view");
    }

    [Theory]
    [InlineData("""{}""", "executors")]
    [InlineData("""{"executors":[{}]}""", "executors[0].command executors[0].image")]
    [InlineData("""{"executors":[{"image":"busybox:1","command":["a"],"workdir":"/etc","stdout":"out"}],"volumes":["/usr/x"]}""", "executors[0].stdout executors[0].workdir volumes[0]")]
    [InlineData("""{"executors":[{"image":"busybox:1","command":["a"]}],"inputs":[{"path":"/a/b","url":"s3://bucket/key"},{"path":"/a/c"},{"path":"/a/d","url":"HUB/lab/none/resolve/main/x"}]}""", "inputs[0].url inputs[1].url inputs[2].url")]
    [InlineData("""{"executors":[{"image":"busybox:1","command":["a"]}],"outputs":[{"path":"/a/*","url":"HUB/lab/x/resolve/main/a"},{"path":"/a/b","url":"HUB/lab/y/resolve/main/a"},{"url":"file:///tmp/x"}]}""", "outputs[0].path_prefix outputs[1].url outputs[2].path outputs[2].url")]
    [InlineData("""{"executors":[{"image":"busybox:1","command":["a"]}],"resources":{"backend_parameters":{"VmSize":"x"},"backend_parameters_strict":true}}""", "resources.backend_parameters")]
    [InlineData("""{"executors":[{"image":"busybox:1","command":["a"]}],"tags":{"tsumugi.allocation":"none"}}""", "allocation")]
    public Task Bad_task_is_refused_with_every_fault_at_its_own_field(string task, string fields) =>
        RefusedAsync(HttpMethod.Post, "/tasks", task.Replace("HUB", Datasets, StringComparison.Ordinal), HttpStatusCode.BadRequest, fields);

    [Fact]
    public async Task Task_is_a_job_behind_the_same_gate_and_is_cancelled_once_or_twice()
    {
        var id = await CreateAsync("""{"executors":[{"image":"busybox:1","command":["sh","-c","while :; do :; done"]}]}""");
        using (var outsider = lab.Wire.Hub.Client(await lab.Wire.Hub.TokenAsync("outsider")))
        {
            Assert.Equal(HttpStatusCode.NotFound, (await outsider.GetAsync($"{Root}/tasks/{id}", Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await outsider.PostAsync($"{Root}/tasks/{id}:cancel", null, Stop)).StatusCode);
            Assert.Empty((await outsider.GetFromJsonAsync<JsonNode>($"{Root}/tasks", Stop))!["tasks"]!.AsArray());
        }

        foreach (var path in (string[])["/tasks", $"/tasks/{id}"])
        {
            using var nobody = lab.Wire.Hub.Client();
            Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(Root + path, Stop)).StatusCode);
        }

        for (var times = 0; times < 2; times++)
        {
            using var client = lab.Wire.Hub.Client(lab.Wire.Member);
            using var answer = await client.PostAsync($"{Root}/tasks/{id}:cancel", null, Stop);
            Assert.Equal("{}", await answer.Content.ReadAsStringAsync(Stop));
            Assert.Equal("CANCELED", (string?)(await GetAsync($"/tasks/{id}"))["state"]);
        }

        var other = await lab.Member.SubmitAsync(CommandLab.Request(new { steps = (object[])[CommandLab.Shell("true")] }), Stop);
        await RefusedAsync(HttpMethod.Get, $"/tasks/{other.Id}", null, HttpStatusCode.NotFound, "");
        await RefusedAsync(HttpMethod.Post, "/tasks", """{"executors":"x"}""", HttpStatusCode.BadRequest, "");
    }

    [Theory]
    [InlineData(JobState.Held, null, "QUEUED")]
    [InlineData(JobState.Queued, null, "QUEUED")]
    [InlineData(JobState.Starting, null, "INITIALIZING")]
    [InlineData(JobState.Running, null, "RUNNING")]
    [InlineData(JobState.Finishing, null, "RUNNING")]
    [InlineData(JobState.Succeeded, null, "COMPLETE")]
    [InlineData(JobState.Cancelled, null, "CANCELED")]
    [InlineData(JobState.Failed, FailureKind.Code, "EXECUTOR_ERROR")]
    [InlineData(JobState.Failed, FailureKind.OutOfMemory, "EXECUTOR_ERROR")]
    [InlineData(JobState.Failed, FailureKind.Walltime, "EXECUTOR_ERROR")]
    [InlineData(JobState.Failed, FailureKind.Site, "SYSTEM_ERROR")]
    [InlineData(JobState.Failed, FailureKind.Node, "SYSTEM_ERROR")]
    [InlineData(JobState.Failed, FailureKind.Preemption, "PREEMPTED")]
    public void State_has_the_standards_word(JobState state, FailureKind? failure, string word)
    {
        var job = new Job
        {
            Id = "j",
            Kind = "command",
            RecipeName = "command",
            Recipe = "{}",
            InstitutionId = "lab",
            PersonId = "p",
            Inputs = new Dictionary<string, string>(),
            Output = null,
            Seed = 1,
            Threads = 1,
            CreatedAt = DateTime.UtcNow,
            State = state,
            Failure = failure,
        };
        Assert.Equal(word, TesStates.Of(job));
        Assert.True(TesStates.JobsIn(word)!.Compile()(job));
    }

    private async Task<string> CreateAsync(string task)
    {
        await CommandLab.NeedSandboxAsync();
        using var client = lab.Wire.Hub.Client(lab.Wire.Member);
        using var answer = await client.PostAsync($"{Root}/tasks", new StringContent(task, Encoding.UTF8, "application/json"), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    /// <returns>The state in which it ended.</returns>
    private async Task<string> EndAsync(string id)
    {
        var state = "";
        await Until.HoldsAsync($"{id} ends", async () => (state = (string)(await GetAsync($"/tasks/{id}"))["state"]!) is not ("QUEUED" or "INITIALIZING" or "RUNNING"));
        return state;
    }

    private async Task<JsonNode> GetAsync(string path, bool signedIn = true)
    {
        using var client = lab.Wire.Hub.Client(signedIn ? lab.Wire.Member : null);
        return (await client.GetFromJsonAsync<JsonNode>(Root + path, Stop))!;
    }

    private async Task RefusedAsync(HttpMethod method, string path, string? body, HttpStatusCode status, string fields)
    {
        using var client = lab.Wire.Hub.Client(lab.Wire.Member);
        using var request = new HttpRequestMessage(method, Root + path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(status == answer.StatusCode, text);
        var errors = JsonNode.Parse(text)!["errors"]?.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal);
        Assert.Equal(fields, string.Join(' ', errors?.ToList() ?? []));
    }
}
