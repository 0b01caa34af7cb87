using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Formats.Tests.Torch;

namespace Tsumugi.Web.Tests;

/// <summary>Models are written in other formats by a job of the real worker.</summary>
public sealed class ConversionTests
{
    private static readonly string Tensor = Checkpoint.Dictionary(("weight", Checkpoint.Tensor("FloatStorage", "0", 3, 0, [3], [1])));

    private const string Thing = "\u0080\u0002cmylab.models\nThing\n)R.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tensors_come_out_in_a_new_revision_and_anything_else_changes_nothing()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        var address = await hub.AddressAsync();
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await HubProcess.TokenAsync(state.Path));
        await PostAsync(client, "/api/v1/institutions", new { id = "lab", nameJa = "研究室", nameEn = "Lab" });

        var numbers = (byte[])[0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64];
        await CommitAsync(client, "good", ("pytorch_model.bin", Checkpoint.Of(Tensor, ("0", numbers))), ("training_args.bin", Checkpoint.Of(Thing)));
        var job = await EndedAsync(client, "good");
        Assert.Equal(JobState.Succeeded, job.State);
        var log = await client.GetStringAsync(new Uri($"/api/v1/jobs/{job.Id}/log", UriKind.Relative), Stop);
        Assert.Contains("mylab.models.Thing", log, StringComparison.Ordinal);
        var written = await client.GetByteArrayAsync(new Uri("/lab/good/resolve/main/model.safetensors", UriKind.Relative), Stop);
        var header = JsonSerializer.Deserialize<JsonElement>(written.AsSpan(8, (int)BitConverter.ToInt64(written)));
        Assert.Equal([3L], header.GetProperty("weight").GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()));
        Assert.Equal(numbers, written[^12..]);
        var model = await client.GetFromJsonAsync<JsonElement>("/api/v1/models/lab/good", Stop);
        Assert.Equal(["model.safetensors", "pytorch_model.bin", "training_args.bin"],
            model.GetProperty("revisions")[0].GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(2, model.GetProperty("revisions").GetArrayLength());

        await CommitAsync(client, "other", ("model.pt", Checkpoint.Of(Thing)));
        var failed = await EndedAsync(client, "other");
        Assert.Equal(JobState.Failed, failed.State);
        Assert.Contains("mylab.models.Thing", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, (await client.GetFromJsonAsync<JsonElement>("/api/v1/models/lab/other", Stop)).GetProperty("revisions").GetArrayLength());
    }

    [Fact]
    public async Task An_encoder_comes_out_as_onnx_once()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        var address = await hub.AddressAsync();
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await HubProcess.TokenAsync(state.Path));
        await PostAsync(client, "/api/v1/institutions", new { id = "lab", nameJa = "研究室", nameEn = "Lab" });

        await CommitAsync(client, "esm", ("config.json", SmallEsm.Config()), ("model.safetensors", SmallEsm.Tensors()));
        var job = await EndedAsync(client, "esm", "export");
        Assert.Equal(JobState.Succeeded, job.State);
        var log = await client.GetStringAsync(new Uri($"/api/v1/jobs/{job.Id}/log", UriKind.Relative), Stop);
        Assert.Contains("states differ from the encoder's by", log, StringComparison.Ordinal);
        var written = Encoding.Latin1.GetString(await client.GetByteArrayAsync(new Uri("/lab/esm/resolve/main/model.onnx", UriKind.Relative), Stop));
        Assert.All(["attention_mask", "last_hidden_state", "mean_hidden_state", "LayerNormalization"], name => Assert.Contains(name, written, StringComparison.Ordinal));
        Assert.Contains("model.onnx already", (await EndedAsync(client, "esm", "export")).ToString(), StringComparison.Ordinal);
    }

    private static async Task CommitAsync(HttpClient client, string name, params (string Path, byte[] Bytes)[] files)
    {
        await PostAsync(client, "/api/repos/create", new { name, organization = "lab", type = "model" });
        var lines = files.Select(file => $$$"""{"key":"file","value":{"path":"{{{file.Path}}}","encoding":"base64","content":"{{{Convert.ToBase64String(file.Bytes)}}}"}}""");
        using var body = new StringContent(string.Join('\n', lines.Prepend("""{"key":"header","value":{"summary":"Weights"}}""")), Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync(new Uri($"/api/models/lab/{name}/commit/main", UriKind.Relative), body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task<JobView> EndedAsync(HttpClient client, string name, string recipe = "convert")
    {
        var id = (await PostAsync(client, "/api/v1/jobs", new { recipe, institution = "lab", inputs = new { model = $"model:lab/{name}" }, seed = 1 })).GetProperty("id");
        JobView job;
        while ((job = (await client.GetFromJsonAsync<JobView>($"/api/v1/jobs/{id}", Stop))!).State < JobState.Succeeded)
            await Task.Delay(200, Stop);
        return job;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }
}
