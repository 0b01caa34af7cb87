using System.Text.Json;

namespace Tsumugi.Datasets.Harvest.Forms;

/// <summary>DataCite's interface (JSON:API, <c>/dois</c>): the address holds the question, and each page leads to the next.</summary>
internal sealed class DataCiteApi : IHarvestForm
{
    public HarvestForm Form => HarvestForm.DataCite;

    public async Task<HarvestPage> AskAsync(HarvestSource source, HarvestHttp http, CancellationToken stop)
    {
        var first = new Uri(source.Url);
        var at = source.Cursor is { } next ? NextPage.Within(first, next) : first;
        return Read((await http.GetAsync(source, at, "application/vnd.api+json, application/json", null, stop)).Body, source.Url);
    }

    internal static HarvestPage Read(byte[] body, string url)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (Member(answer.RootElement, "data") is not { ValueKind: JsonValueKind.Array } data)
                throw new HarvestException(new($"{url} の答えに data の一覧がありません。DataCite の /dois の URL か確かめてください。", $"The answer of {url} holds no list called data; check that it is an address of DataCite's /dois."));
            return new([.. data.EnumerateArray().Select(Record).OfType<RemoteRecord>()], Member(answer.RootElement, "links") is { } links ? Text(links, "next") : null);
        }
        catch (JsonException error)
        {
            throw new HarvestException(new($"{url} の答えは JSON として読めません（{error.LineNumber + 1} 行目）。", $"The answer of {url} cannot be read as JSON (line {error.LineNumber + 1})."));
        }
    }

    private static RemoteRecord? Record(JsonElement row)
    {
        if (Member(row, "attributes") is not { ValueKind: JsonValueKind.Object } about || (Text(about, "doi") ?? Text(row, "id")) is not { } doi)
            return null;
        var rights = List(about, "rightsList").Select(one => Text(one, "rightsIdentifier") ?? Text(one, "rightsUri") ?? Text(one, "rights")).FirstOrDefault(text => text is not null);
        return new(doi)
        {
            Titles = [.. List(about, "titles").Select(one => (Text(one, "title") ?? "", Text(one, "lang"))).Where(title => title.Item1.Length > 0)],
            Text = string.Join("\n", List(about, "descriptions").Select(one => Text(one, "description")).OfType<string>()),
            Url = $"https://doi.org/{doi}",
            Creators = [.. List(about, "creators").Select(one => Text(one, "name")).OfType<string>()],
            Publisher = Member(about, "publisher") is { ValueKind: JsonValueKind.Object } publisher ? Text(publisher, "name") : Text(about, "publisher"),
            Issued = List(about, "dates").Where(one => Text(one, "dateType") == "Issued").Select(one => Text(one, "date")).FirstOrDefault() ?? Member(about, "publicationYear")?.ToString(),
            Licence = rights,
            Subjects = [.. List(about, "subjects").Select(one => Text(one, "subject")).OfType<string>()],
            Type = Member(about, "types") is { } types ? Text(types, "resourceTypeGeneral") : null,
        };
    }

    private static JsonElement? Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } value && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    private static List<JsonElement> List(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
}
