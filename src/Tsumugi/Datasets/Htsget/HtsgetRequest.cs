using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Tsumugi.Formats.Bgzf;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Htsget;

/// <summary>What a client asks of a file, read from an address or a body.</summary>
/// <param name="Format">Null when it named none: then the file's own.</param>
/// <param name="Regions">Null for everything; of the reference <c>*</c>, reads that have no place.</param>
public sealed record HtsgetRequest(string? Format, bool HeaderOnly, IReadOnlyList<IndexedRegion>? Regions)
{
    /// <summary>The name that stands for no reference.</summary>
    public const string NoPlace = "*";

    private static readonly string[] Parameters = ["format", "class", "referenceName", "start", "end", "fields", "tags", "notags"];

    public static Outcome<HtsgetRequest> Read(HtsgetKind kind, IQueryCollection query)
    {
        var faults = new List<Refusal>();
        string? One(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;
        long? Position(string name)
        {
            if (One(name) is not { } text)
                return null;
            if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
            faults.Add(NoPosition(name, text));
            return null;
        }

        var (name, start, end) = (One("referenceName"), Position("start"), Position("end"));
        if (name is null or NoPlace && (query.ContainsKey("start") || query.ContainsKey("end")))
            faults.Add(HtsgetFaults.Input(new("start と end は、referenceName で参照配列を指定したときだけ使えます。", "start and end need a referenceName other than '*'."), new("referenceName を加えてください。", "Add a referenceName.")));
        if (start > end)
            faults.Add(HtsgetFaults.Range(new($"start（{start}）が end（{end}）より大きくなっています。", $"start ({start}) is larger than end ({end}).")));
        return Make(kind, One("format"), One("class"), Words(One("fields")), Words(One("tags")), Words(One("notags")), name is null ? null : [new(name, start ?? 0, end ?? long.MaxValue)], faults);
    }

    public static Outcome<HtsgetRequest> Read(HtsgetKind kind, IQueryCollection query, ReadOnlyMemory<byte> body)
    {
        var faults = new List<Refusal>();
        if (Parameters.Where(query.ContainsKey).ToList() is { Count: > 0 } mixed)
            faults.Add(HtsgetFaults.Input(new($"POST では {string.Join("、", mixed)} をアドレスに書けません。", $"With POST, {string.Join(", ", mixed)} cannot stand in the address."), new("本文の JSON に書いてください。", "Write them into the JSON body.")));
        HtsgetBody? asked;
        try
        {
            asked = JsonSerializer.Deserialize<HtsgetBody>(body.Span, HtsgetTicket.Json);
        }
        catch (JsonException error)
        {
            asked = null;
            faults.Add(HtsgetFaults.Input(new($"本文の JSON を読めません: {error.Path}", $"The JSON of the body cannot be read: {error.Path}"), new("本文は {\"format\":\"BAM\",\"regions\":[{\"referenceName\":\"chr1\",\"start\":0,\"end\":100}]} の形にしてください。", "Send a body like {\"format\":\"BAM\",\"regions\":[{\"referenceName\":\"chr1\",\"start\":0,\"end\":100}]}.")));
        }

        if (asked?.Regions is { Count: 0 })
            faults.Add(HtsgetFaults.Input(new("regions が空です。", "regions is empty."), new("領域を 1 つ以上書くか、regions を省いてください。", "Name at least one region, or leave regions out.")));
        if (asked?.Regions is { Count: > BinnedIndex.MostRegions } many)
            faults.Add(HtsgetFaults.TooLarge(new($"{many.Count} 個の領域が指定されました。一度に {BinnedIndex.MostRegions} 個までです。", $"{many.Count} regions; at most {BinnedIndex.MostRegions} can be asked for at once.")));
        var regions = asked?.Regions?.Take(BinnedIndex.MostRegions).Select((region, at) => Region(region, at, faults)).ToList();
        return Make(kind, asked?.Format, asked?.Class, asked?.Fields, asked?.Tags, asked?.Notags, regions, faults);
    }

    private static IndexedRegion Region(HtsgetBodyRegion? region, int at, List<Refusal> faults)
    {
        var place = $"regions[{at}]";
        if (region is not { ReferenceName: { Length: > 0 } name })
        {
            faults.Add(HtsgetFaults.Input(new($"{place} に referenceName がありません。", $"{place} has no referenceName."), new("参照配列の名前を書いてください。", "Name its reference sequence.")));
            return new("", 0, 0);
        }

        foreach (var (field, value) in new[] { ("start", region.Start), ("end", region.End) })
        {
            if (value is < 0 or > uint.MaxValue)
                faults.Add(NoPosition($"{place}.{field}", value.Value.ToString(CultureInfo.InvariantCulture)));
        }

        if (name == NoPlace && (region.Start is not null || region.End is not null))
            faults.Add(HtsgetFaults.Input(new($"{place}: 位置のないリード（*）に start と end は付けられません。", $"{place}: reads without a place ('*') have no start and end."), new("start と end を省いてください。", "Leave them out.")));
        if (region.Start >= region.End)
            faults.Add(HtsgetFaults.Range(new($"{place}: start（{region.Start}）が end（{region.End}）以上です。", $"{place}: start ({region.Start}) is not smaller than end ({region.End}).")));
        return new(name, region.Start ?? 0, region.End ?? long.MaxValue);
    }

    private static Outcome<HtsgetRequest> Make(
        HtsgetKind kind, string? format, string? asked, IReadOnlyList<string>? fields, IReadOnlyList<string>? tags, IReadOnlyList<string>? notags,
        IReadOnlyList<IndexedRegion>? regions, List<Refusal> faults)
    {
        if (format is not null && !kind.Formats.Contains(format, StringComparer.OrdinalIgnoreCase))
            faults.Add(HtsgetFaults.Format(new($"形式「{format}」では渡せません。", $"The format '{format}' is not supported."), new($"使える形式: {string.Join("、", kind.Formats)}", $"Ask for {string.Join(" or ", kind.Formats)}.")));
        if (asked is not (null or HtsgetUrl.Header))
            faults.Add(HtsgetFaults.Input(new($"class「{asked}」はありません。", $"There is no class '{asked}'."), new("使えるのは header だけです。", "Only 'header' can be asked for.")));
        if (kind == HtsgetKind.Reads && fields?.Where(field => !HtsgetKind.Fields.Contains(field)).ToList() is { Count: > 0 } unknown)
            faults.Add(HtsgetFaults.Input(new($"fields に知らない項目があります: {string.Join("、", unknown)}", $"fields names what reads do not have: {string.Join(", ", unknown)}."), new($"使えるのは {string.Join("、", HtsgetKind.Fields)} です。", $"There are {string.Join(", ", HtsgetKind.Fields)}.")));
        if (tags is not null && notags is not null && tags.Intersect(notags).ToList() is { Count: > 0 } both)
            faults.Add(HtsgetFaults.Input(new($"tags と notags の両方に {string.Join("、", both)} があります。", $"{string.Join(", ", both)} stand in tags and in notags."), new("どちらか一方だけに書いてください。", "Leave each in one of them.")));
        if (kind == HtsgetKind.Variants && regions?.Any(region => region.Reference == NoPlace) == true)
            faults.Add(HtsgetFaults.Input(new("「*」は、リードにだけ使えます。", "'*' is for reads only."), new("参照配列の名前を書いてください。", "Name a reference sequence.")));
        if (faults.Count == 0)
            return new HtsgetRequest(format?.ToUpperInvariant(), asked is not null, regions);
        var first = faults[0];
        return first with { Reason = Together(faults.Select(one => one.Reason)), Remedy = Together(faults.Select(one => one.Remedy).Distinct()) };
    }

    private static Words Together(IEnumerable<Words> words) => new(string.Concat(words.Select(one => one.Ja)), string.Join(' ', words.Select(one => one.En)));

    private static string[]? Words(string? list) => list is null ? null : list.Length == 0 ? [] : list.Split(',');

    private static Refusal NoPosition(string name, string text) => HtsgetFaults.Input(
        new($"{name} の値「{text}」は位置として使えません。", $"{name} is '{text}', which is no position."),
        new("0 から 4294967295 までの整数を書いてください。", "Write a whole number from 0 to 4294967295."));
}

internal sealed record HtsgetBody(
    [property: JsonPropertyName("format")] string? Format,
    [property: JsonPropertyName("class")] string? Class,
    [property: JsonPropertyName("fields")] IReadOnlyList<string>? Fields,
    [property: JsonPropertyName("tags")] IReadOnlyList<string>? Tags,
    [property: JsonPropertyName("notags")] IReadOnlyList<string>? Notags,
    [property: JsonPropertyName("regions")] IReadOnlyList<HtsgetBodyRegion?>? Regions);

internal sealed record HtsgetBodyRegion(
    [property: JsonPropertyName("referenceName")] string? ReferenceName,
    [property: JsonPropertyName("start")] long? Start,
    [property: JsonPropertyName("end")] long? End);
