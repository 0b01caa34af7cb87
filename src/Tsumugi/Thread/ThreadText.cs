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
    public static IReadOnlyList<Tie> ReadTies(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string[][]>(text, Options)!
                .Select(row => new Tie(NodeRef.Parse(row[0]), row[1], NodeRef.Parse(row[2])))
                .ToList();
        }
        catch (Exception error) when (error is JsonException or IndexOutOfRangeException)
        {
            throw new FormatException("The ties of a record are not readable.", error);
        }
    }

    public static JsonNode? ReadFacts(string text) => JsonNode.Parse(text);
}
