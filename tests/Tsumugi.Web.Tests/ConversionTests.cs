using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Formats.Tests.Torch;

namespace Tsumugi.Web.Tests;

/// <summary>Models are written in other formats by a job of the real worker.</summary>
public sealed class ConversionTests : IAsyncLifetime
{
    private const string Thing = "\u0080\u0002cmylab.models\nThing\n)R.";

    private static readonly byte[] Numbers = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64];

    private readonly TemporaryFolder _state = new();
    private HubProcess _hub = null!;
    private HttpClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = HubProcess.Start("up", "--data", _state.Path, "--port", "0");
        var address = await _hub.AddressAsync();
        _client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", await HubProcess.TokenAsync(_state.Path)) } };
        await PostAsync("/api/v1/institutions", new { id = "lab", nameJa = "研究室", nameEn = "Lab" });
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _hub.Dispose();
        _state.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Tensors_come_out_in_a_new_revision_and_anything_else_changes_nothing()
    {
        await BeginAsync("good");
        await CommitAsync("good", ("pytorch_model.bin", Weights("weight")), ("training_args.bin", Checkpoint.Of(Thing)));
        var job = await EndedAsync(await SubmitAsync("good"));
        Assert.Equal(JobState.Succeeded, job.State);
        var log = await _client.GetStringAsync(new Uri($"/api/v1/jobs/{job.Id}/log", UriKind.Relative), Stop);
        Assert.Contains("mylab.models.Thing", log, StringComparison.Ordinal);
        var written = await _client.GetByteArrayAsync(new Uri("/lab/good/resolve/main/model.safetensors", UriKind.Relative), Stop);
        var header = JsonSerializer.Deserialize<JsonElement>(written.AsSpan(8, (int)BitConverter.ToInt64(written)));
        Assert.Equal([3L], header.GetProperty("weight").GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()));
        Assert.Equal(Numbers, written[^12..]);
        Assert.Equal(["model.safetensors", "pytorch_model.bin", "training_args.bin"], await FilesAsync("good"));
        Assert.Equal(2, await RevisionsAsync("good"));

        await BeginAsync("other");
        await CommitAsync("other", ("model.pt", Checkpoint.Of(Thing)));
        var failed = await EndedAsync(await SubmitAsync("other"));
        Assert.Equal(JobState.Failed, failed.State);
        Assert.Contains("mylab.models.Thing", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RevisionsAsync("other"));
    }

    [Fact]
    public async Task Index_names_shards_that_were_converted_before_and_waits_for_those_that_cannot_be()
    {
        await BeginAsync("shards");
        await CommitAsync("shards", ("pytorch_model-00001-of-00002.bin", Weights("first")));
        Assert.Equal(JobState.Succeeded, (await EndedAsync(await SubmitAsync("shards"))).State);
        var index = """{"metadata":{},"weight_map":{"first":"pytorch_model-00001-of-00002.bin","second":"pytorch_model-00002-of-00002.bin"}}""";
        await CommitAsync("shards", ("pytorch_model-00002-of-00002.bin", Checkpoint.Of(Thing)), ("pytorch_model.bin.index.json", Encoding.UTF8.GetBytes(index)));
        Assert.Equal(JobState.Failed, (await EndedAsync(await SubmitAsync("shards"))).State);
        await CommitAsync("shards", ("pytorch_model-00002-of-00002.bin", Weights("second")));
        Assert.Equal(JobState.Succeeded, (await EndedAsync(await SubmitAsync("shards"))).State);
        var written = await _client.GetFromJsonAsync<JsonElement>("/lab/shards/resolve/main/model.safetensors.index.json", Stop);
        Assert.Equal(
            """{"first":"model-00001-of-00002.safetensors","second":"model-00002-of-00002.safetensors"}""",
            JsonSerializer.Serialize(written.GetProperty("weight_map")));
        Assert.Equal(6, (await FilesAsync("shards")).Count);
    }

    [Fact]
    public async Task Worker_killed_in_the_middle_is_started_again_and_the_job_comes_to_its_end()
    {
        const int Files = 300;
        for (var attempt = 1; ; attempt++)
        {
            var name = $"many-{attempt}";
            await BeginAsync(name);
            await CommitAsync(name, [.. Enumerable.Range(0, Files).Select(i => ($"part-{i:000}.pt", Weights($"weight-{i}")))]);
            var id = await SubmitAsync(name);
            var folder = Path.Combine(_state.Path, "jobs", id);
            while (!Directory.Exists(Path.Combine(folder, "output")) || !Directory.EnumerateFiles(Path.Combine(folder, "output")).Any())
                await Task.Delay(1, Stop);
            foreach (var worker in WorkersOf(_hub.Id))
                worker.Kill();
            var job = await EndedAsync(id);
            Assert.Equal(JobState.Succeeded, job.State);
            Assert.Equal(2 * Files, (await FilesAsync(name)).Count);
            Assert.Equal(2, await RevisionsAsync(name));
            var last = await _client.GetByteArrayAsync(new Uri($"/lab/{name}/resolve/main/part-{Files - 1}.safetensors", UriKind.Relative), Stop);
            Assert.Equal(Numbers, last[^12..]);
            if (job.Attempt > 1)
                return;
            // The worker was done before it was hit.
            Assert.True(attempt < 10, "The worker could not be killed in the middle.");
        }
    }

    [Fact]
    public async Task An_encoder_comes_out_as_onnx_once()
    {
        await BeginAsync("esm");
        await CommitAsync("esm", ("config.json", SmallEsm.Config()), ("model.safetensors", SmallEsm.Tensors()));
        var job = await EndedAsync(await SubmitAsync("esm", "export"));
        Assert.Equal(JobState.Succeeded, job.State);
        var log = await _client.GetStringAsync(new Uri($"/api/v1/jobs/{job.Id}/log", UriKind.Relative), Stop);
        Assert.Contains("states differ from the encoder's by", log, StringComparison.Ordinal);
        var written = Encoding.Latin1.GetString(await _client.GetByteArrayAsync(new Uri("/lab/esm/resolve/main/model.onnx", UriKind.Relative), Stop));
        Assert.All(["attention_mask", "last_hidden_state", "mean_hidden_state", "LayerNormalization"], name => Assert.Contains(name, written, StringComparison.Ordinal));
        Assert.Contains("model.onnx already", (await EndedAsync(await SubmitAsync("esm", "export"))).ToString(), StringComparison.Ordinal);
    }

    private static byte[] Weights(string name) => Checkpoint.Of(Checkpoint.Dictionary((name, Checkpoint.Tensor("FloatStorage", "0", 3, 0, [3], [1]))), ("0", Numbers));

    private static List<Process> WorkersOf(int hub)
    {
        var found = new List<Process>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                if (File.ReadLines(Path.Combine(folder, "status")).Contains($"PPid:\t{hub}"))
                    found.Add(Process.GetProcessById(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture)));
            }
            catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }

        return found;
    }

    private Task<JsonElement> BeginAsync(string name) => PostAsync("/api/repos/create", new { name, organization = "lab", type = "model" });

    private async Task CommitAsync(string name, params (string Path, byte[] Bytes)[] files)
    {
        var lines = files.Select(file => $$$"""{"key":"file","value":{"path":"{{{file.Path}}}","encoding":"base64","content":"{{{Convert.ToBase64String(file.Bytes)}}}"}}""");
        using var body = new StringContent(string.Join('\n', lines.Prepend("""{"key":"header","value":{"summary":"Weights"}}""")), Encoding.UTF8, "application/x-ndjson");
        using var answer = await _client.PostAsync(new Uri($"/api/models/lab/{name}/commit/main", UriKind.Relative), body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private async Task<string> SubmitAsync(string name, string recipe = "convert") =>
        (await PostAsync("/api/v1/jobs", new { recipe, institution = "lab", inputs = new { model = $"model:lab/{name}" }, seed = 1 })).GetProperty("id").GetString()!;

    private async Task<JobView> EndedAsync(string id)
    {
        JobView job;
        while ((job = (await _client.GetFromJsonAsync<JobView>($"/api/v1/jobs/{id}", Stop))!).State < JobState.Succeeded)
            await Task.Delay(200, Stop);
        return job;
    }

    private async Task<JsonElement> AllAsync(string name) => (await _client.GetFromJsonAsync<JsonElement>($"/api/v1/models/lab/{name}", Stop)).GetProperty("revisions");

    private async Task<int> RevisionsAsync(string name) => (await AllAsync(name)).GetArrayLength();

    private async Task<List<string>> FilesAsync(string name) =>
        [.. (await AllAsync(name))[0].GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!).Order(StringComparer.Ordinal)];

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync(path, body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }
}
