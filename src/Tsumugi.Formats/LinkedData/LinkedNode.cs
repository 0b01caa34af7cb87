namespace Tsumugi.Formats.LinkedData;

/// <summary>One thing that a document of linked data speaks of.</summary>
/// <param name="Id">Its address; <c>_:</c> and a number where it has none.</param>
public sealed record LinkedNode(string Id)
{
    private readonly Dictionary<string, List<LinkedValue>> _values = new(StringComparer.Ordinal);

    /// <summary>Addresses of its classes.</summary>
    public ISet<string> Types { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <param name="property">The property's address.</param>
    public IReadOnlyList<LinkedValue> All(string property) => _values.TryGetValue(property, out var found) ? found : [];

    internal void Add(string property, LinkedValue value)
    {
        if (!_values.TryGetValue(property, out var values))
            _values[property] = values = [];
        values.Add(value);
    }
}

/// <param name="Text">A literal as it is written, or the address of a node.</param>
/// <param name="Language">BCP 47; null where none is said.</param>
/// <param name="IsNode">Whether <paramref name="Text"/> names a node, which the document may or may not speak of.</param>
public readonly record struct LinkedValue(string Text, string? Language = null, bool IsNode = false);
