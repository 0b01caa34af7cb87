using System.Text.Json;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Revisions of other repositories that a revision is made up of. Their files are not copied: they are looked up when they are needed, under a folder of their own.</summary>
public static class RevisionParts
{
    /// <summary>What programs that make such a revision write among its facts: an object, name of the part → node.</summary>
    public const string Fact = "parts";

    /// <summary>Folder under which the files of a part are put, each part under its name.</summary>
    public const string Folder = "parts";

    /// <returns>Name → node with revision; empty for what stands by itself.</returns>
    public static IReadOnlyDictionary<string, NodeRef> Of(Revision? revision) =>
        revision?.FactsJson is { ValueKind: JsonValueKind.Object } facts && facts.TryGetProperty(Fact, out var parts) && parts.ValueKind == JsonValueKind.Object
            ? parts.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.String && NodeRef.TryParse(part.Value.GetString()!, out var node) && node.Revision is not null)
                .ToDictionary(part => part.Name, part => NodeRef.Parse(part.Value.GetString()!), StringComparer.Ordinal)
            : new Dictionary<string, NodeRef>();
}
