using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Tsumugi.Hub.Web;

/// <summary>Builds JSON-LD: what is not known is left out rather than written as null.</summary>
internal static class Ld
{
    /// <summary>Leaves every letter as it is, but no text can end the element of a page that it stands in.</summary>
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null and not JsonArray { Count: 0 })
                made[name] = value;
        }

        return made;
    }

    public static JsonArray List<T>(IEnumerable<T> values, Func<T, JsonNode?> write) => [.. values.Select(write)];

    public static JsonArray List(IEnumerable<string> values) => List(values, value => JsonValue.Create(value));

    public static JsonObject Ref(string id) => new() { ["@id"] = id };

    public static string Text(JsonNode node) => node.ToJsonString(Readable);

    public static string Day(DateTime time) => time.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static string Moment(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
