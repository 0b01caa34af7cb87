using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Inference;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Models.Serving.Protocol;

namespace Tsumugi.Tests.Models.Serving;

/// <summary>The Open Inference Protocol through the hub, answered by real workers.</summary>
[Collection(nameof(ServedHub))]
public sealed class ProtocolTests(ServedHub served)
{
    private const string Encoder = "/v2/models/lab/protein-encoder";
    private const string Connected = "/v2/models/lab/connected";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metadata_namesInputsAndOutputsByModality()
    {
        var encoder = await MetadataAsync(Encoder);
        Assert.Equal(("lab/protein-encoder", "tsumugi_encoder"), (encoder.Name, encoder.Platform));
        Assert.Equal([(await served.NewestAsync("lab/protein-encoder")).Hash], encoder.Versions);
        Assert.Equal(["protein BYTES [-1]"], encoder.Inputs.Select(Written));
        Assert.Equal(["protein.embedding FP32 [-1,64]", "protein.states FP32 [-1,64]", "protein.scores FP32 [-1]", "protein.lengths INT64 [-1]"], encoder.Outputs.Select(Written));
        var connected = await MetadataAsync(Connected);
        Assert.Equal(["dna", "protein", "text"], connected.Inputs.Select(input => input.Name).Order());
        Assert.Equal(["dna.embedding FP32 [-1,64]", "protein.embedding FP32 [-1,64]", "text.embedding FP32 [-1,64]"], connected.Outputs.Select(Written).Order());
    }

    [Fact]
    public async Task Server_tellsOfItselfToAnybody()
    {
        using var anybody = served.Hub.Client();
        var server = await anybody.GetFromJsonAsync("/v2", InferenceJson.Default.ServerMetadata, Stop);
        Assert.Equal(("tsumugi", InferBody.Extension), (server!.Name, Assert.Single(server.Extensions)));
        foreach (var health in (string[])["live", "ready"])
        {
            using var answer = await anybody.GetAsync(new Uri($"/v2/health/{health}", UriKind.Relative), Stop);
            Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop)));
        }
    }

    [Fact]
    public async Task Infer_inJsonAndInBinary_givesTheSameNumbers()
    {
        var revision = await served.NewestAsync("lab/protein-encoder");
        using var json = await PostAsync(Encoder, $$"""{"id":"7","inputs":[{"name":"protein","shape":[2],"datatype":"BYTES","data":["{{ServedHub.Protein}}","MKT"]}]}""");
        var plain = InferResponse.Read(await json.Content.ReadAsByteArrayAsync(Stop), null);
        Assert.Equal(("lab/protein-encoder", revision.Hash, "7"), (plain.ModelName, plain.ModelVersion, plain.Id));
        Assert.Equal([ServedHub.Protein.Length, 3], plain["protein.lengths"].ToLongs());
        Assert.Equal([ServedHub.Protein.Length + 3], plain["protein.scores"].Shape);
        Assert.Equal([ServedHub.Protein.Length + 3, 64], plain["protein.states"].Shape);
        Assert.All(plain["protein.scores"].ToFloats(), score => Assert.InRange(score, -100, 0));
        Assert.StartsWith("use:", Assert.Single(json.Headers.GetValues(ProtocolRoutes.UseHeader)), StringComparison.Ordinal);

        var request = new InferRequest { Inputs = [Tensor.OfTexts("protein", [ServedHub.Protein, "MKT"])], BinaryOutput = true }.Write();
        using var binary = await PostAsync($"{Encoder}/versions/{revision.Hash[..12]}", request);
        Assert.Equal("application/octet-stream", binary.Content.Headers.ContentType?.MediaType);
        var raw = InferResponse.Read(await binary.Content.ReadAsByteArrayAsync(Stop), long.Parse(Assert.Single(binary.Headers.GetValues(InferBody.LengthHeader)), null));
        foreach (var output in plain.Outputs.Where(output => output.Datatype == Datatype.F32))
            Assert.All(output.ToFloats().Zip(raw[output.Name].ToFloats()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public async Task Infer_ofOneItemAloneOrAmongOthers_givesTheSameNumbers()
    {
        var items = Enumerable.Range(1, 12).Select(length => new string('M', 3 * length)).ToArray();
        var among = await AskAsync(Connected, new InferRequest { Inputs = [Tensor.OfTexts("protein", items), Tensor.OfTexts("text", ["words"])], BinaryOutput = true });
        var alone = await Task.WhenAll(items.Select(item => AskAsync(Connected, new InferRequest { Inputs = [Tensor.OfTexts("protein", [item])], BinaryOutput = true })));
        Assert.Equal([1, 64], among["text.embedding"].Shape);
        var together = among["protein.embedding"].ToFloats().Chunk(64).ToList();
        for (var i = 0; i < items.Length; i++)
            Assert.All(together[i].Zip(alone[i]["protein.embedding"].ToFloats()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData("", """{"inputs":[{"name":"rna","shape":[1],"datatype":"BYTES","data":["A"]}]}""", 400, "no input 'rna'; it has protein")]
    [InlineData("", """{"inputs":[{"name":"protein","shape":[1],"datatype":"FP32","data":[1]}]}""", 400, "is BYTES")]
    [InlineData("", """{"inputs":[{"name":"protein","shape":[1,1,1],"datatype":"BYTES","data":["M"]}]}""", 400, "[1, 1, 1]")]
    [InlineData("", """{"inputs":[{"name":"protein","shape":[2],"datatype":"BYTES","data":["M","M1"]}]}""", 400, "Item 2 of 'protein': '1' at position 2")]
    [InlineData("", """{"inputs":[{"name":"protein","shape":[1],"datatype":"BYTES","data":["M"]}],"outputs":[{"name":"protein.folds"}]}""", 400, "no output 'protein.folds'")]
    [InlineData("", """{"inputs":[{"name":"protein","shape":[0],"datatype":"BYTES","data":[]}]}""", 413, "1 to 1024 items")]
    [InlineData("", "nothing", 400, "no JSON")]
    [InlineData("/versions/nothing", "{}", 404, "no revision 'nothing'")]
    [InlineData("/versions", "{}", 404, "no such address")]
    public async Task Infer_thatIsWrong_isRefusedInTheProtocolsForm(string version, string body, int status, string words)
    {
        using var answer = await PostAsync(Encoder + version, body, status);
        Assert.Contains(words, await ErrorAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ofABodyThatIsTooLarge_isRefusedBeforeItIsRead()
    {
        using var answer = await PostAsync(Encoder, new string(' ', served.Hub.Options.Inference.RequestBytes + 1), 413);
        Assert.Contains("in parts", await ErrorAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_withAHeaderLengthThatIsNone_isRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Encoder}/infer") { Content = new StringContent("{}") };
        request.Headers.Add(InferBody.LengthHeader, "many");
        using var answer = await served.Member.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'many'", await ErrorAsync(answer), StringComparison.Ordinal);
    }

    /// <summary>Method, address, then the status for: nobody, an outsider, a member, a member whose token may only read, an operator.</summary>
    public static TheoryData<string, string, string, int> Doors()
    {
        string[] askers = ["anonymous", "outsider", "member", "member:read", "boss"];
        (string Method, string Path, int[] Expected)[] rows =
        [
            ("GET", "/v2/models/lab/connected", [401, 200, 200, 200, 200]),
            ("POST", "/v2/models/lab/connected/infer", [401, 200, 200, 200, 200]),
            ("POST", "/v2/models/lab%2Fconnected/infer", [401, 200, 200, 200, 200]),
            ("POST", "/v2/models/lab/connected/versions/main/infer", [401, 200, 200, 200, 200]),
            ("GET", "/v2/models/lab/hidden", [401, 404, 400, 400, 400]),
            ("GET", "/v2/models/lab/hidden/ready", [401, 404, 400, 400, 400]),
            ("POST", "/v2/models/lab/hidden/infer", [401, 404, 400, 400, 400]),
            ("POST", "/v2/models/lab/forbidden/infer", [401, 403, 403, 403, 403]),
            ("POST", "/v2/models/lab/silent/infer", [401, 403, 403, 403, 403]),
            ("GET", "/v2/models/lab/nothing", [401, 404, 404, 404, 404]),
            ("POST", "/v2/models/lab/nothing/infer", [401, 404, 404, 404, 404]),
            ("POST", "/api/v1/models/lab/connected/infer", [401, 200, 200, 200, 200]),
            ("POST", "/api/v1/models/lab/hidden/infer", [401, 404, 400, 400, 400]),
            ("POST", "/api/v1/models/lab/forbidden/infer", [401, 403, 403, 403, 403]),
            ("POST", "/api/v1/models/lab/silent/infer", [401, 403, 403, 403, 403]),
        ];
        var table = new TheoryData<string, string, string, int>();
        foreach (var (method, path, expected) in rows)
        {
            for (var i = 0; i < expected.Length; i++)
                table.Add(method, path, askers[i], expected[i]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Door_askedByEachAsker_answersAsTheTableSays(string method, string path, string who, int expected)
    {
        await served.AddRefusedModelsAsync();
        using var client = served.Hub.Client(who switch
        {
            "anonymous" => null,
            "member:read" => await served.Hub.TokenAsync("member", TokenScope.Read),
            _ => await served.Hub.TokenAsync(who),
        });
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        if (method == "POST")
        {
            request.Content = new StringContent(
                path.StartsWith("/v2", StringComparison.Ordinal)
                    ? """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["words"]}]}"""
                    : """{"items":[{"sequence":"words"}],"view":"text"}""", Encoding.UTF8, "application/json");
        }

        using var answer = await client.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path} by {who}: {answer.StatusCode} {text}");
        if (expected >= 400 && path.StartsWith("/v2", StringComparison.Ordinal) && !path.EndsWith("ready", StringComparison.Ordinal))
            Assert.NotEmpty(JsonSerializer.Deserialize(text, InferenceJson.Default.InferError)!.Error);
        if (expected == 403)
            Assert.Contains(path.Contains("silent", StringComparison.Ordinal) ? "TSUMUGI:outputs-release" : "DUO:0000007", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lab/m", "lab/m", null, "")]
    [InlineData("lab/m/infer", "lab/m", null, "infer")]
    [InlineData("lab%2Fm/infer", "lab/m", null, "infer")]
    [InlineData("lab/ready", "lab/ready", null, "")]
    [InlineData("lab/ready/ready", "lab/ready", null, "ready")]
    [InlineData("lab/m/versions/1f2e", "lab/m", "1f2e", "")]
    [InlineData("lab/m/versions/v1%2F2/infer", "lab/m", "v1/2", "infer")]
    [InlineData("lab/versions/versions/versions/ready", "lab/versions", "versions", "ready")]
    public void Address_ofTheProtocol_isRead(string path, string model, string? version, string verb) =>
        Assert.Equal(new ProtocolAddress(model, version, verb), ProtocolAddress.Read([.. path.Split('/').Select(Uri.UnescapeDataString)]));

    [Theory]
    [InlineData("lab")]
    [InlineData("lab/m/other")]
    [InlineData("lab/m/versions")]
    [InlineData("lab/m/versions/1/other")]
    [InlineData("lab/m/infer/more")]
    public void Address_ofNothing_isNone(string path) => Assert.Null(ProtocolAddress.Read([.. path.Split('/').Select(Uri.UnescapeDataString)]));

    private static string Written(TensorMetadata tensor) => $"{tensor.Name} {tensor.Datatype} [{string.Join(",", tensor.Shape)}]";

    private async Task<ModelMetadata> MetadataAsync(string model) =>
        (await served.Member.GetFromJsonAsync(model, InferenceJson.Default.ModelMetadata, Stop))!;

    private async Task<InferResponse> AskAsync(string model, InferRequest request)
    {
        using var answer = await PostAsync(model, request.Write());
        return InferResponse.Read(await answer.Content.ReadAsByteArrayAsync(Stop), long.Parse(answer.Headers.GetValues(InferBody.LengthHeader).Single(), null));
    }

    private Task<HttpResponseMessage> PostAsync(string model, string body, int expected = 200) =>
        PostAsync(model, new InferBody(Encoding.UTF8.GetBytes(body), null), expected);

    private async Task<HttpResponseMessage> PostAsync(string model, InferBody body, int expected = 200)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{model}/infer") { Content = new ReadOnlyMemoryContent(body.Bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.ContentType);
        if (body.HeaderLength is { } length)
            request.Headers.Add(InferBody.LengthHeader, $"{length}");
        var answer = await served.Member.SendAsync(request, Stop);
        Assert.True((int)answer.StatusCode == expected, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Stop)}");
        return answer;
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync(InferenceJson.Default.InferError, Stop))!.Error;
}
