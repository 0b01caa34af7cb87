using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tsumugi.Thread.Redactions;

/// <summary>Puts other names of people in the place of theirs in what a record says.</summary>
/// <param name="names">Id of a person → the id that stands there from now on.</param>
internal sealed class RedactedText(IReadOnlyDictionary<string, string> names)
{
    // Under these words the facts of records name people by their bare ids; everywhere else as nodes.
    private static readonly HashSet<string> Bare = new(StringComparer.OrdinalIgnoreCase) { "person", "personId", "people", "panel", "staff", "teacher", "reviewer" };

    // A node of this kind ends with the id of the person whose it is.
    private const string OfPerson = "review";

    private readonly Dictionary<string, string> _nodes = names.ToDictionary(pair => NodeRef.Of("person", pair.Key).ToString(), pair => NodeRef.Of("person", pair.Value).ToString(), StringComparer.Ordinal);

    public string Node(string node) => OtherNode(node) ?? node;

    /// <returns>The same text when nobody is named in it.</returns>
    public string Ties(string ties) => ThreadText.TryReadTies(ties, out var rows) && Array.Exists(rows, row => OtherNode(row[0]) is not null || OtherNode(row[2]) is not null)
        ? ThreadText.Ties([.. rows.Select(row => new Tie(NodeRef.Parse(Node(row[0])), row[1], NodeRef.Parse(Node(row[2]))))])
        : ties;

    /// <returns>The same text when nobody is named in it.</returns>
    public string Facts(string facts)
    {
        var root = ThreadText.ReadFacts(facts);
        return Change(root, isBare: false) ? ThreadText.Facts(root!) : facts;
    }

    private bool Change(JsonNode? node, bool isBare)
    {
        var changed = false;
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                {
                    if (Renamed(value, Bare.Contains(name)) is { } other)
                        (fields[name], changed) = (other, true);
                    else
                        changed |= Change(value, Bare.Contains(name));
                }

                break;
            case JsonArray items:
                for (var at = 0; at < items.Count; at++)
                {
                    if (Renamed(items[at], isBare) is { } other)
                        (items[at], changed) = (other, true);
                    else
                        changed |= Change(items[at], isBare);
                }

                break;
        }

        return changed;
    }

    private string? Renamed(JsonNode? node, bool isBare) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text
            ? OtherNode(text) ?? (isBare ? names.GetValueOrDefault(text) : null)
            : null;

    private string? OtherNode(string node) => _nodes.GetValueOrDefault(node)
        ?? (node.StartsWith($"{OfPerson}:", StringComparison.Ordinal) && node.LastIndexOf('/') is > 0 and var at && names.TryGetValue(node[(at + 1)..], out var other) ? $"{node[..at]}/{other}" : null);
}
