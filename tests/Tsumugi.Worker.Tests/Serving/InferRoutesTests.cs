using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using TorchSharp;
using Tsumugi.Client.Inference;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Native;
using Tsumugi.Torch.Tokens;
using Tsumugi.Worker.Serving;
using Tsumugi.Worker.Serving.Batching;
using Tsumugi.Worker.Serving.Families;

namespace Tsumugi.Worker.Tests.Serving;

/// <summary>A small encoder with parameters by chance, saved and loaded as a revision is, asked over HTTP.</summary>
public sealed class InferRoutesTests : IAsyncLifetime
{
    private const int Width = 16;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tsumugi-served-");
    private readonly EncoderConfig _config = new() { View = "protein", Vocabulary = 33, Padding = 1, Width = Width, Layers = 1, Heads = 2, MaxTokens = 12, Mask = 32 };
    private IServedModel _model = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        TorchRuntime.Load(1);
        torch.random.manual_seed(1);
        var encoder = new Encoder(_config);
        EncoderFolder.Save(_folder.FullName, encoder, new TokenHead(encoder), new ProteinTokenizer());
        _model = ServedModels.Load(_folder.FullName, torch.device("cpu"));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Run_ofManyItems_givesWhatEachGivesAloneAndWhatTheEncoderGives()
    {
        string[] texts = ["MKT", "M", "MKTAYIAKQRQISFVKSHF", "MKW"];
        var outputs = _model.Outputs.Select(output => output.Name).ToHashSet();
        List<Ask> asks = [.. texts.Select(text => new Ask(_model.Read("protein", text), outputs))];
        var together = _model.Run(asks);
        for (var i = 0; i < asks.Count; i++)
        {
            var alone = _model.Run([asks[i]])[0];
            Assert.All(alone, output => Assert.All(output.Value.Zip(together[i][output.Key]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)));
            Assert.Equal((asks[i].Item.Positions * Width, asks[i].Item.Positions), (alone["protein.states"].Length, alone["protein.scores"].Length));
        }

        Assert.Equal([3, 1, 10, 3], asks.Select(ask => ask.Item.Positions));
        using var off = torch.no_grad();
        var encoder = new Encoder(_config);
        var head = new TokenHead(encoder);
        Assert.True(EncoderFolder.Load(_folder.FullName, encoder, head));
        var batch = Batch.Pack([new ProteinTokenizer().Encode("MKT", 12)], torch.device("cpu"));
        var scores = torch.nn.functional.log_softmax(head.forward(encoder.forward(batch)), 1);
        for (var position = 0; position < 3; position++)
            Assert.Equal(scores[position + 1, batch.Tokens[position + 1].item<long>()].item<float>(), together[0]["protein.scores"][position], 1e-5f);
    }

    [Fact]
    public async Task Infer_whenTheQueueIsFull_isRefusedWithTheTimeToWait()
    {
        await using var served = await ServeAsync(new(TokenBudget: 1000, MostWait: TimeSpan.FromHours(1), QueueTokens: 20));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        // Whichever comes first waits for others that never come; there is no room for the second.
        var both = new[] { served.Client.SendAsync(Request(["MKTAYIAKQR"]), leaving.Token), served.Client.SendAsync(Request(["MKTAYIAKQR"]), leaving.Token) };
        var first = await Task.WhenAny(both);
        using (var refused = await first)
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
            Assert.Contains("busy", (await refused.Content.ReadFromJsonAsync(InferenceJson.Default.InferError, Stop))!.Error, StringComparison.Ordinal);
        }

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => both.Single(request => request != first));
    }

    [Theory]
    [InlineData(1025, "M", false, 413, "1 to 1024 items")]
    [InlineData(1, 100_001, false, 413, "100000 are the most")]
    [InlineData(1, "MB1", false, 400, "position 3")]
    [InlineData(1, "", false, 400, "Item 1 of 'protein'")]
    [InlineData(2, "MK", true, 200, "")]
    public async Task Infer_ofEachSize_isAnsweredOrRefused(int items, object text, bool binary, int status, string words)
    {
        await using var served = await ServeAsync(new(1000, TimeSpan.Zero, 10_000));
        var item = text as string ?? new string('M', (int)text);
        using var answer = await served.Client.SendAsync(Request([.. Enumerable.Repeat(item, items)], binary), Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 200)
            Assert.Equal(["2", "8"], [answer.Headers.GetValues(ServedAddress.ItemsHeader).Single(), answer.Headers.GetValues(ServedAddress.TokensHeader).Single()]);
        else
            Assert.Contains(words, (await answer.Content.ReadFromJsonAsync(InferenceJson.Default.InferError, Stop))!.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "model_type")]
    [InlineData("[", "config.json")]
    [InlineData(null, "no config.json")]
    public async Task Serve_ofAFolderThatIsNoModel_isRefusedInWords(string? config, string words)
    {
        var folder = _folder.CreateSubdirectory("other");
        if (config is not null)
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "config.json"), config, Stop);
        var said = Console.Error;
        using var heard = new StringWriter();
        try
        {
            Console.SetError(heard);
            Assert.Equal(ExitCodes.Refused, await ServeCommand.RunAsync(["lab/m@1f", folder.FullName, "s"], Stop));
        }
        finally
        {
            Console.SetError(said);
        }

        Assert.Contains(words, heard.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lab/m", "f", "s")]
    [InlineData("lab/m@1f", "f")]
    [InlineData("lab/m@1f", "f", "s", "many")]
    [InlineData("lab/m@1f", "f", "s", "1", "2", "3", "4")]
    public void Order_thatIsNone_isNotRead(params string[] arguments) => Assert.Null(ServeOrder.Read(arguments));

    private static HttpRequestMessage Request(string[] items, bool binary = true)
    {
        var body = new InferRequest { Inputs = [Tensor.OfTexts("protein", items)], BinaryOutput = binary }.Write();
        var request = new HttpRequestMessage(HttpMethod.Post, ServedAddress.Infer) { Content = new ReadOnlyMemoryContent(body.Bytes) };
        request.Headers.Add(InferBody.LengthHeader, $"{body.HeaderLength}");
        return request;
    }

    private async Task<Served> ServeAsync(BatchPolicy policy)
    {
        var queue = new BatchQueue<Ask, IReadOnlyDictionary<string, float[]>>(policy, _model.Run);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        InferRoutes.Map(app, new("lab/m", "1f", _model, queue));
        await app.StartAsync(Stop);
        return new(app, queue, new() { BaseAddress = new(app.Urls.Single()) });
    }

    private sealed record Served(WebApplication App, IDisposable Queue, HttpClient Client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            Queue.Dispose();
            await App.DisposeAsync();
        }
    }
}
