using System.Net.Http.Json;
using System.Text.Json;

namespace Tsumugi.Web.Tests;

/// <summary>What the server tells programs of its interface.</summary>
[Collection(nameof(ServedEsm))]
public sealed class OpenApiTests(ServedEsm served)
{
    private const string Infer = "/api/v1/models/{institution}/{name}/infer";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_describesInference_fromBodyAndAddressToTheAnswersFields()
    {
        var document = await DocumentAsync();
        var infer = document.GetProperty("paths").GetProperty(Infer).GetProperty("post");
        Assert.Equal("InferSequences", infer.GetProperty("operationId").GetString());
        Assert.Equal(
            ["institution in path", "name in path", "view in query", "outputs in query", "against in query", "top in query", "revision in query", "project in query"],
            infer.GetProperty("parameters").EnumerateArray().Select(one => $"{one.GetProperty("name")} in {one.GetProperty("in")}"));

        var bodies = infer.GetProperty("requestBody").GetProperty("content").EnumerateObject().ToDictionary(body => body.Name, body => body.Value.GetProperty("schema"));
        Assert.Equal(["application/json", "text/plain", "text/x-fasta"], bodies.Keys.Order(StringComparer.Ordinal));
        Assert.All(["text/plain", "text/x-fasta"], type => Assert.Equal("string", bodies[type].GetProperty("type").GetString()));
        var request = Resolve(document, bodies["application/json"]);
        Assert.Equal(["against", "items", "outputs", "project", "revision", "top", "view"], Fields(request));
        Assert.Equal(["name", "sequence"], Fields(Resolve(document, Items(request, "items"))));

        var answer = Resolve(document, infer.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
        Assert.Equal(["items", "model", "use", "view"], Fields(answer));
        var result = Resolve(document, Items(answer, "items"));
        Assert.Equal(["embedding", "name", "nearest", "scores", "states"], Fields(result));
        Assert.Equal("float", Items(result, "embedding").GetProperty("format").GetString());
        Assert.Contains("locusTag", Fields(Resolve(document, Items(result, "nearest"))));
    }

    [Fact]
    public async Task Document_namesEveryOperationOnce_andEveryReferenceLeadsSomewhere()
    {
        var document = await DocumentAsync();
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => operation.Value)).ToList();
        var names = operations.Select(operation => operation.GetProperty("operationId").GetString()!).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(operations, operation => Assert.NotEmpty(operation.GetProperty("summary").GetString()!));
        Assert.All(References(document), reference => Resolve(document, reference));
    }

    private async Task<JsonElement> DocumentAsync() => await served.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Stop);

    private static JsonElement Resolve(JsonElement document, JsonElement schema) => schema.GetProperty("$ref").GetString()!.Split('/')[1..]
        .Aggregate(document, (at, part) => at.GetProperty(part));

    private static JsonElement Items(JsonElement schema, string field) => schema.GetProperty("properties").GetProperty(field).GetProperty("items");

    private static IEnumerable<string> Fields(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<JsonElement> References(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Object when at.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String => [at],
        JsonValueKind.Object => at.EnumerateObject().SelectMany(field => References(field.Value)),
        JsonValueKind.Array => at.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
