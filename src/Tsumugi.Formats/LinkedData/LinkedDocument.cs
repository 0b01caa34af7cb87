using System.Globalization;
using System.Text.Json;

namespace Tsumugi.Formats.LinkedData;

/// <summary>Linked data in JSON (JSON-LD 1.1), as catalogues write it: nodes with their classes and values, by full addresses.</summary>
/// <remarks>
/// Contexts within the document are read, and those of schema.org and of RO-Crate, which say no more than a vocabulary for what is read here; any other that lies
/// elsewhere is refused, as nothing is fetched. Reverse properties, indexed containers and framing are not read. <c>https://schema.org/</c> counts as <c>http://schema.org/</c>.
/// </remarks>
public sealed class LinkedDocument
{
    private const int MostNodes = 1_000_000;

    private readonly Dictionary<string, LinkedNode> _nodes = new(StringComparer.Ordinal);
    private readonly Uri? _address;
    private int _blank;

    private LinkedDocument(Uri? address) => _address = address;

    /// <summary>In the order in which they were met.</summary>
    public IReadOnlyCollection<LinkedNode> Nodes => _nodes.Values;

    public LinkedNode? Find(string id) => _nodes.GetValueOrDefault(id);

    /// <param name="address">Where it came from: relative addresses are of there; null leaves them as they are.</param>
    /// <exception cref="LinkedDataException">When it is no JSON, or names a context that is not known; says what and how to mend it.</exception>
    public static LinkedDocument Read(ReadOnlyMemory<byte> json, Uri? address)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var document = new LinkedDocument(address);
            document.Top(parsed.RootElement, LinkedContext.Empty);
            return document;
        }
        catch (JsonException error)
        {
            throw new LinkedDataException(string.Create(CultureInfo.InvariantCulture, $"It is no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {error.Message.Split(". Path")[0]}"));
        }
    }

    private void Top(JsonElement element, LinkedContext context)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in element.EnumerateArray())
                Top(one, context);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            Node(element, context);
        }
        else
        {
            throw new LinkedDataException($"A document of linked data is an object or a list of them, not a {element.ValueKind.ToString().ToLowerInvariant()}.");
        }
    }

    private LinkedNode Node(JsonElement element, LinkedContext context)
    {
        if (element.TryGetProperty("@context", out var own))
            context = context.With(own);
        var named = element.EnumerateObject().Where(member => context.Keyword(member.Name) == "@id" && member.Value.ValueKind == JsonValueKind.String).Select(member => member.Value.GetString()).FirstOrDefault();
        var node = Of(named is null ? string.Create(CultureInfo.InvariantCulture, $"_:{_blank++}") : Address(named, context));
        foreach (var member in element.EnumerateObject())
        {
            switch (context.Keyword(member.Name))
            {
                case "@type":
                    foreach (var type in Texts(member.Value))
                        node.Types.Add(context.Expand(type));
                    break;
                case "@graph" or "@included":
                    Top(member.Value, context);
                    break;
                case null when context.Property(member.Name) is { } property:
                    Values(node, property, member.Value, context);
                    break;
            }
        }

        return node;
    }

    private void Values(LinkedNode node, LinkedTerm property, JsonElement value, LinkedContext context)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var one in value.EnumerateArray())
                    Values(node, property, one, context);
                break;
            case JsonValueKind.Object when property.ByLanguage:
                foreach (var (language, texts) in value.EnumerateObject().Select(member => (member.Name, member.Value)))
                {
                    foreach (var text in Texts(texts))
                        node.Add(property.Address, new(text, language == "@none" ? null : language));
                }

                break;
            case JsonValueKind.Object:
                Object(node, property, value, context);
                break;
            case JsonValueKind.String when property.IsNode:
                node.Add(property.Address, new(Address(value.GetString()!, context), IsNode: true));
                break;
            case JsonValueKind.String:
                node.Add(property.Address, new(value.GetString()!, property.Language ?? context.Language));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                node.Add(property.Address, new(value.GetRawText()));
                break;
        }
    }

    private void Object(LinkedNode node, LinkedTerm property, JsonElement value, LinkedContext context)
    {
        foreach (var member in value.EnumerateObject())
        {
            switch (context.Keyword(member.Name))
            {
                case "@value" when Texts(member.Value).FirstOrDefault() is { } text:
                    var language = value.EnumerateObject().Where(other => context.Keyword(other.Name) == "@language").SelectMany(other => Texts(other.Value)).FirstOrDefault();
                    node.Add(property.Address, new(text, language));
                    return;
                case "@list" or "@set":
                    Values(node, property, member.Value, context);
                    return;
            }
        }

        node.Add(property.Address, new(Node(value, context).Id, IsNode: true));
    }

    private LinkedNode Of(string id)
    {
        if (_nodes.TryGetValue(id, out var known))
            return known;
        if (_nodes.Count == MostNodes)
            throw new LinkedDataException($"It speaks of more than {MostNodes:N0} things; ask for it in pages.");
        return _nodes[id] = new(id);
    }

    private string Address(string text, LinkedContext context)
    {
        var address = context.Expand(text, vocabulary: false);
        return _address is not null && !address.StartsWith("_:", StringComparison.Ordinal) && Uri.TryCreate(_address, address, out var whole) && whole.Scheme is "http" or "https" ? whole.AbsoluteUri : address;
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
        _ => [],
    };
}
