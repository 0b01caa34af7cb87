using System.Text.Json;

namespace Tsumugi.Ethics.Diseases;

/// <summary>Reads terms from an OBO graph (the JSON form of OBO ontologies).</summary>
public static class OboGraphFile
{
    private const string ReplacedBy = "http://purl.obolibrary.org/obo/IAO_0100001";

    /// <exception cref="OntologyException">When it is no OBO graph.</exception>
    public static async Task<IReadOnlyList<DiseaseTerm>> ReadAsync(Stream json, CancellationToken stop)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(json, cancellationToken: stop);
            return [.. document.RootElement.GetProperty("graphs").EnumerateArray().SelectMany(Terms)];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new OntologyException(new($"OBO graph の JSON として読めません：{error.Message}", $"It cannot be read as an OBO graph: {error.Message}"));
        }
    }

    private static IEnumerable<DiseaseTerm> Terms(JsonElement graph)
    {
        var edges = graph.TryGetProperty("edges", out var given) ? given.EnumerateArray().ToList() : [];
        var parents = edges.Where(edge => edge.GetProperty("pred").GetString() is "is_a" or "subClassOf")
            .ToLookup(edge => edge.GetProperty("sub").GetString()!, edge => Short(edge.GetProperty("obj").GetString()!));
        foreach (var node in graph.GetProperty("nodes").EnumerateArray())
        {
            var id = node.GetProperty("id").GetString()!;
            if (node.TryGetProperty("type", out var type) && type.GetString() is not "CLASS")
                continue;
            var name = node.TryGetProperty("lbl", out var label) ? label.GetString()! : Short(id);
            var meta = node.TryGetProperty("meta", out var about) ? about : default;
            yield return new(Short(id), name, [.. parents[id]], Deprecated(meta), Replacement(meta)) { Synonyms = Synonyms(meta) };
        }
    }

    private static bool Deprecated(JsonElement meta) =>
        meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("deprecated", out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Replacement(JsonElement meta) => meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("basicPropertyValues", out var values)
        ? values.EnumerateArray().Where(one => one.GetProperty("pred").GetString() == ReplacedBy).Select(one => Short(one.GetProperty("val").GetString()!)).FirstOrDefault()
        : null;

    private static IReadOnlyList<string> Synonyms(JsonElement meta) => meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("synonyms", out var values)
        ? [.. values.EnumerateArray().Where(one => one.GetProperty("pred").GetString() == "hasExactSynonym").Select(one => one.GetProperty("val").GetString()!)]
        : [];

    // http://purl.obolibrary.org/obo/MONDO_0008903 and http://nanbyodata.jp/ontology/NANDO_1200010 become MONDO:0008903 and NANDO:1200010.
    private static string Short(string address)
    {
        var name = address[(address.LastIndexOfAny(['/', '#']) + 1)..];
        var underscore = name.LastIndexOf('_');
        return underscore < 0 ? name : $"{name[..underscore]}:{name[(underscore + 1)..]}";
    }
}
