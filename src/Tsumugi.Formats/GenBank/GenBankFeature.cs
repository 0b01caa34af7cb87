using System.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>A feature as bytes of the record; valid as long as the record is.</summary>
public readonly ref struct GenBankFeature
{
    private readonly FeatureTable _table;
    private readonly int _index;

    internal GenBankFeature(FeatureTable table, int index) => (_table, _index) = (table, index);

    /// <summary>E.g. <c>CDS</c>.</summary>
    public ReadOnlySpan<byte> Key => _table.Text[_table.Entries[_index].Key];

    /// <summary>As written, without line breaks and spaces.</summary>
    public ReadOnlySpan<byte> Location => _table.Text[_table.Entries[_index].Location];

    /// <summary>1-based line of the file.</summary>
    public long Line => _table.Entries[_index].Line;

    public bool Has(ReadOnlySpan<byte> name)
    {
        for (var i = First; i < Last; i++)
        {
            if (Name(i).SequenceEqual(name))
                return true;
        }
        return false;
    }

    /// <summary>The first qualifier of that name; empty when there is none or it has no value.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> name)
    {
        for (var i = First; i < Last; i++)
        {
            if (Name(i).SequenceEqual(name))
                return Value(i);
        }
        return default;
    }

    public string Text(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(Value(name));

    /// <summary>All qualifiers of that name, in file order.</summary>
    public IReadOnlyList<string> Texts(ReadOnlySpan<byte> name)
    {
        List<string>? texts = null;
        for (var i = First; i < Last; i++)
        {
            if (Name(i).SequenceEqual(name))
                (texts ??= []).Add(Encoding.UTF8.GetString(Value(i)));
        }
        return texts ?? (IReadOnlyList<string>)[];
    }

    private int First => _table.Entries[_index].FirstQualifier;

    private int Last => _index + 1 < _table.Entries.Count ? _table.Entries[_index + 1].FirstQualifier : _table.Qualifiers.Count;

    private ReadOnlySpan<byte> Name(int qualifier) => _table.Text[_table.Qualifiers[qualifier].Name];

    private ReadOnlySpan<byte> Value(int qualifier) => _table.Text[_table.Qualifiers[qualifier].Value];
}
