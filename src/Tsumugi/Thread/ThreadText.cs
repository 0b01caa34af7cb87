using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Tsumugi.Thread;

/// <summary>How facts and ties are written: one line of JSON each, Japanese kept readable.</summary>
public static class ThreadText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static string Facts(IReadOnlyDictionary<string, object?> facts) => JsonSerializer.Serialize(facts, Options);

    public static string Ties(IReadOnlyList<Tie> ties)
    {
        if (ties.Count == 0)
            return "[]";
        var rows = ties.Select(tie => new[] { tie.From.ToString(), tie.Relation, tie.To.ToString() });
        return JsonSerializer.Serialize(rows, Options);
    }

    /// <exception cref="FormatException">When the text was not written by <see cref="Ties"/>.</exception>
    public static IReadOnlyList<Tie> ReadTies(string text) => TryReadTies(text, out var rows)
        ? [.. rows.Select(row => new Tie(NodeRef.Parse(row[0]), row[1], NodeRef.Parse(row[2])))]
        : throw new FormatException("The ties of a record are not readable.");

    /// <param name="rows">From, relation, to; as written, the nodes not yet read.</param>
    internal static bool TryReadTies(string text, out string[][] rows)
    {
        try
        {
            rows = JsonSerializer.Deserialize<string[][]>(text, Options) ?? [];
        }
        catch (JsonException)
        {
            rows = [];
        }

        return rows.Length > 0 ? Array.TrueForAll(rows, row => row is [not null, not null, not null]) : text == "[]";
    }

    internal static string Facts(JsonNode facts) => facts.ToJsonString(Options);

    public static JsonNode? ReadFacts(string text) => JsonNode.Parse(text);
}
