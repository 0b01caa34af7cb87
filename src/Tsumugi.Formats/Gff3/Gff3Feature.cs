using System.Text;
using Tsumugi.Formats.Coordinates;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gff3;

/// <summary>One feature line of a GFF3 file, over the reader's buffer: it is valid until the next is read.</summary>
public sealed class Gff3Feature
{
    internal const int ColumnCount = 9;

    private readonly int[] _ends = new int[ColumnCount];
    private ReadOnlyMemory<byte> _row;

    internal Gff3Feature() { }

    /// <summary>1-based line of the file.</summary>
    public long Line { get; internal set; }

    /// <summary>How many <c>###</c> came before: features refer by Parent only to features of the same block.</summary>
    public long Block { get; internal set; }

    /// <summary>The landmark, unescaped.</summary>
    public string SequenceId => PercentText.Decode(Column(0));

    /// <summary>What made the feature, unescaped; empty where '.'.</summary>
    public string Source => Column(1) is [(byte)'.'] ? "" : PercentText.Decode(Column(1));

    /// <summary>A term of the Sequence Ontology or its accession, e.g. <c>CDS</c>.</summary>
    public string Type => Encoding.UTF8.GetString(TypeBytes);

    public ReadOnlySpan<byte> TypeBytes => Column(2);

    public BasePosition First { get; internal set; }

    /// <summary>Not before <see cref="First"/>; on a circular landmark it may lie beyond its length.</summary>
    public BasePosition Last { get; internal set; }

    public BaseRange Range => BaseRange.Inclusive(First, Last);

    /// <summary>Null where '.'.</summary>
    public double? Score { get; internal set; }

    public Gff3Strand Strand { get; internal set; }

    /// <summary>Bases (0 to 2) to leave out before the first whole codon; null where '.'. Each CDS has one.</summary>
    public int? Phase { get; internal set; }

    /// <summary>Column 9 as written.</summary>
    public ReadOnlySpan<byte> AttributeText => Column(8) is [(byte)'.'] ? default : Column(8);

    public string? Id => Attribute("ID");

    public string? Name => Attribute("Name");

    /// <summary>IDs of the features that this one is a part of; may be several.</summary>
    public IReadOnlyList<string> Parents => Attributes("Parent");

    public bool IsCircular => Attribute("Is_circular") == "true";

    /// <summary>The whole value of the first attribute of that name, unescaped; null where there is none.</summary>
    public string? Attribute(string name)
    {
        foreach (var attribute in EnumerateAttributes())
        {
            if (attribute.Is(name))
                return PercentText.Decode(attribute.Value);
        }
        return null;
    }

    /// <summary>The values, divided at commas and then unescaped, of all attributes of that name.</summary>
    public IReadOnlyList<string> Attributes(string name)
    {
        List<string>? values = null;
        foreach (var attribute in EnumerateAttributes())
        {
            if (!attribute.Is(name))
                continue;
            foreach (var part in attribute.Value.Split((byte)','))
                (values ??= []).Add(PercentText.Decode(attribute.Value[part]));
        }
        return values ?? (IReadOnlyList<string>)[];
    }

    /// <summary>All attributes in file order, escaped as written.</summary>
    public Gff3Attributes EnumerateAttributes() => new(AttributeText);

    /// <summary>Takes a row; the number of its columns.</summary>
    internal int Take(ReadOnlyMemory<byte> row)
    {
        _row = row;
        var count = Columns.Split(row.Span, _ends);
        return count < ColumnCount || _ends[^1] == row.Length ? count : count + 1;
    }

    internal ReadOnlySpan<byte> Column(int index) => Columns.At(_row.Span, _ends, index);
}
