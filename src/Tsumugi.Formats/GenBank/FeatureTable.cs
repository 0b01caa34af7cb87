using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>A record's features: text in one arena, features and qualifiers as ranges of it.</summary>
internal sealed class FeatureTable
{
    /// <summary>Memory that an entry takes beside its text; counted against the cap.</summary>
    public const int EntryBytes = 24;

    public ByteArena Text { get; } = new();
    public List<Entry> Entries { get; } = [];
    public List<Qualifier> Qualifiers { get; } = [];

    public long Size => Text.Length + (long)EntryBytes * (Entries.Count + Qualifiers.Count);

    public void Clear()
    {
        Text.Clear();
        Entries.Clear();
        Qualifiers.Clear();
    }

    /// <param name="Line">1-based line of the key.</param>
    /// <param name="FirstQualifier">Its qualifiers reach up to those of the next feature.</param>
    internal record struct Entry((int Start, int End) Key, (int Start, int End) Location, long Line, int FirstQualifier);

    internal record struct Qualifier((int Start, int End) Name, (int Start, int End) Value);
}
