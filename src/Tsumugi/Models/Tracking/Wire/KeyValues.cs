namespace Tsumugi.Models.Tracking.Wire;

/// <summary>The protocol's lists of key and value.</summary>
internal static class KeyValues
{
    /// <summary>Of a key that stands there twice the last value counts.</summary>
    public static Dictionary<string, string> Dictionary(IEnumerable<KeyValue>? list, IReadOnlyDictionary<string, string>? onto = null)
    {
        var read = new Dictionary<string, string>(onto ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var pair in list ?? [])
            read[pair.Key!] = pair.Value ?? "";
        return read;
    }

    public static IReadOnlyList<KeyValue> List(IReadOnlyDictionary<string, string> pairs) =>
        [.. pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new KeyValue(pair.Key, pair.Value))];
}
