using System.Net.Http.Json;

namespace Tsumugi.Web.Tests;

/// <summary>The real server with the smallest encoder of ESM's family, and a researcher whose command is signed in.</summary>
public sealed class ServedEsm : IAsyncLifetime
{
    public const string Model = "lab/esm";

    private readonly TemporaryFolder _state = new();
    private HubProcess _hub = null!;

    public TemporaryFolder Home { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = HubProcess.Start("up", "--data", _state.Path, "--port", "0");
        var address = await _hub.AddressAsync();
        var token = await HubProcess.TokenAsync(_state.Path);
        Client = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        await PostAsync("/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Lab" }));
        await PostAsync("/api/repos/create", JsonContent.Create(new { name = "esm", organization = "lab", type = "model" }));
        await PostAsync($"/api/models/{Model}/commit/main", new StringContent(string.Join('\n',
        [
            """{"key":"header","value":{"summary":"An encoder"}}""",
            .. new[] { ("config.json", SmallEsm.Config()), ("model.safetensors", SmallEsm.Tensors()) }.Select(file =>
                $$$"""{"key":"file","value":{"path":"{{{file.Item1}}}","encoding":"base64","content":"{{{Convert.ToBase64String(file.Item2)}}}"}}"""),
        ]), new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson")));
        Assert.Equal(0, (await ResearcherCommand.RunAsync(Home, "login", "--hub", address.ToString(), "--token", token)).Code);
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        _hub.Dispose();
        _state.Dispose();
        Home.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PostAsync(string path, HttpContent body)
    {
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}

[CollectionDefinition(nameof(ServedEsm))]
public sealed class ServedEsmGroup : ICollectionFixture<ServedEsm>;
