using System.Runtime.CompilerServices;
using System.Text.Json;
using Tsumugi.Hub.Language;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>CSL-JSON (a list), and the answers of Crossref (<c>message</c>) and Japan Link Center (<c>data</c>).</summary>
/// <remarks>JSON has no place from which a broken document could go on: it is read whole, up to a limit, or refused with the line.</remarks>
public sealed class JsonFormat : IPublicationFormat
{
    private const int MostText = 64 << 20;

    public string Name => "json";

    public bool Fits(string head) => head.StartsWith('[') || head.StartsWith('{');

    public async IAsyncEnumerable<ReadEntry> ReadAsync(TextReader source, [EnumeratorCancellation] CancellationToken stop)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[16_384];
        int read;
        while ((read = await source.ReadAsync(buffer.AsMemory(), stop)) > 0 && text.Length <= MostText)
            text.Append(buffer, 0, read);
        if (text.Length > MostText)
        {
            yield return new() { Line = 1, Fault = new($"{MostText >> 20} MB を超えています。分けてください", $"it is larger than {MostText >> 20} MB; split it") };
            yield break;
        }

        foreach (var entry in Entries(text.ToString()))
            yield return entry;
    }

    private static List<ReadEntry> Entries(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. Items(document.RootElement).Select((item, at) => Entry(item, at + 1))];
        }
        catch (JsonException error)
        {
            return [new() { Line = (int)(error.LineNumber ?? 0) + 1, Fault = Words.Same(error.Message) }];
        }
    }

    private static List<JsonElement> Items(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
            return [.. root.EnumerateArray()];
        if (root.ValueKind != JsonValueKind.Object)
            return [];
        if (root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object)
            return message.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [message];
        return root.TryGetProperty("data", out var data) ? data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray()] : [data] : [root];
    }

    private static ReadEntry Entry(JsonElement item, int number)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return new() { Line = number, Fault = new("項目ではありません", "it is no entry") };
        var (year, month, day) = Date(item);
        return new() { Line = number, Key = Text(item, "id") ?? "", Doi = Text(item, "DOI") ?? Text(item, "doi"), Title = Title(item), Year = year, Month = month, Day = day };
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>CSL has a text, Crossref a list of texts, JaLC a list of titles by language.</summary>
    private static string? Title(JsonElement item)
    {
        if (Text(item, "title") is { } title)
            return title;
        var name = item.TryGetProperty("title", out var list) ? list : item.TryGetProperty("title_list", out var other) ? other : default;
        if (name.ValueKind != JsonValueKind.Array || name.GetArrayLength() == 0)
            return null;
        var first = name[0];
        return first.ValueKind == JsonValueKind.String ? first.GetString() : first.ValueKind == JsonValueKind.Object ? Text(first, "title") : null;
    }

    private static (int? Year, int? Month, int? Day) Date(JsonElement item)
    {
        foreach (var name in (string[])["published-online", "published-print", "published", "issued"])
        {
            if (item.TryGetProperty(name, out var date) && date.ValueKind == JsonValueKind.Object && date.TryGetProperty("date-parts", out var parts)
                && parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() > 0 && parts[0].ValueKind == JsonValueKind.Array)
                return (Number(parts[0], 0), Number(parts[0], 1), Number(parts[0], 2));
        }

        if (!item.TryGetProperty("publication_date", out var jalc) || jalc.ValueKind != JsonValueKind.Object)
            return default;
        int? Of(string name) => int.TryParse(Text(jalc, name), out var number) ? number : null;
        return (Of("publication_year"), Of("publication_month"), Of("publication_day"));
    }

    private static int? Number(JsonElement list, int at) =>
        list.GetArrayLength() <= at ? null
        : list[at].ValueKind == JsonValueKind.Number && list[at].TryGetInt32(out var number) ? number
        : list[at].ValueKind == JsonValueKind.String && int.TryParse(list[at].GetString(), out var read) ? read : null;
}
