using System.Text.Json;

namespace Tsumugi.Formats.LinkedData;

/// <param name="Address">The property's whole address.</param>
/// <param name="IsNode">Whether a plain text names a node.</param>
/// <param name="ByLanguage">Whether values stand under their languages.</param>
/// <param name="Language">Of plain texts; null for that of the context.</param>
internal readonly record struct LinkedTerm(string Address, bool IsNode = false, bool ByLanguage = false, string? Language = null);

/// <summary>What short names mean in a part of a document.</summary>
internal sealed record LinkedContext(string? Vocabulary, string? Language, IReadOnlyDictionary<string, LinkedTerm> Terms)
{
    private const string SchemaOrg = "http://schema.org/";

    public static LinkedContext Empty { get; } = new(null, null, new Dictionary<string, LinkedTerm>());

    /// <exception cref="LinkedDataException">For a context that lies elsewhere and is not known.</exception>
    public LinkedContext With(JsonElement context) => context.ValueKind switch
    {
        JsonValueKind.Array => context.EnumerateArray().Aggregate(this, (made, one) => made.With(one)),
        JsonValueKind.Null => Empty,
        JsonValueKind.String => Known(context.GetString()!),
        JsonValueKind.Object => Own(context),
        _ => this,
    };

    /// <returns><c>@id</c> and the like, also under another name; null for a property.</returns>
    public string? Keyword(string name) => name.StartsWith('@') ? name : Terms.TryGetValue(name, out var term) && term.Address.StartsWith('@') ? term.Address : null;

    /// <returns>Null for a name that means nothing.</returns>
    public LinkedTerm? Property(string name)
    {
        if (Terms.TryGetValue(name, out var term))
            return term;
        var address = Expand(name);
        return address.Contains(':', StringComparison.Ordinal) ? new(address) : null;
    }

    /// <param name="vocabulary">Whether a plain word is one of the vocabulary.</param>
    public string Expand(string text, bool vocabulary = true)
    {
        if (vocabulary && Terms.TryGetValue(text, out var term))
            return term.Address;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && !text.AsSpan(colon + 1).StartsWith("//") && Terms.TryGetValue(text[..colon], out var prefix))
            return prefix.Address + text[(colon + 1)..];
        return colon < 0 && vocabulary && Vocabulary is not null ? Vocabulary + text : Same(text);
    }

    private LinkedContext Known(string address) =>
        address.Contains("schema.org", StringComparison.Ordinal) || address.StartsWith("https://w3id.org/ro/crate/", StringComparison.Ordinal)
            ? this with { Vocabulary = SchemaOrg }
            : throw new LinkedDataException($"Its context {(address.Length <= 200 ? address : address[..200])} lies elsewhere and is not known here; ask for a document that holds its context.");

    private LinkedContext Own(JsonElement context)
    {
        var terms = new Dictionary<string, LinkedTerm>(Terms, StringComparer.Ordinal);
        var made = this with { Terms = terms };
        if (context.TryGetProperty("@vocab", out var vocabulary))
            made = made with { Vocabulary = vocabulary.GetString() is { } text ? Same(text) : null };
        if (context.TryGetProperty("@language", out var language))
            made = made with { Language = language.GetString() };

        // Prefixes may stand behind what they shorten, so words whose meaning is whole come first.
        var members = context.EnumerateObject().Where(member => !member.Name.StartsWith('@')).ToList();
        foreach (var member in members.OrderBy(member => Meaning(member.Value) is { } meaning && meaning.Contains("://", StringComparison.Ordinal) ? 0 : 1))
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                terms.Remove(member.Name);
            else if (Meaning(member.Value) is { } meaning)
                terms[member.Name] = Term(member.Value, meaning.StartsWith('@') ? meaning : made.Expand(meaning));
            else if (member.Value.ValueKind == JsonValueKind.Object)
                terms[member.Name] = Term(member.Value, made.Expand(member.Name));
        }

        return made;
    }

    private static string? Meaning(JsonElement term) => term.ValueKind switch
    {
        JsonValueKind.String => term.GetString(),
        JsonValueKind.Object when term.TryGetProperty("@id", out var id) && id.ValueKind == JsonValueKind.String => id.GetString(),
        _ => null,
    };

    private static LinkedTerm Term(JsonElement term, string address)
    {
        string? Of(string name) => term.ValueKind == JsonValueKind.Object && term.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return new(address, Of("@type") is "@id" or "@vocab", Of("@container") == "@language", Of("@language"));
    }

    private static string Same(string address) => address.StartsWith("https://schema.org/", StringComparison.Ordinal) ? SchemaOrg + address["https://schema.org/".Length..] : address;
}

/// <summary>A document of linked data that cannot be read; the message says why, in one sentence.</summary>
public sealed class LinkedDataException(string message) : Exception(message);
