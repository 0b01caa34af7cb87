using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>One record of a GenBank file. The reader uses it again: it is valid until the next is read.</summary>
public sealed class GenBankRecord
{
    internal GenBankRecord() { }

    /// <summary>1-based line of LOCUS.</summary>
    public long Line { get; internal set; }

    /// <summary>Name on the LOCUS line.</summary>
    public string Locus { get; internal set; } = "";

    /// <summary>Bases that the LOCUS line states; the sequence, where there is one, has as many.</summary>
    public int Length { get; internal set; }

    public bool Circular { get; internal set; }

    /// <summary>The first of ACCESSION.</summary>
    public string Accession { get; internal set; } = "";

    /// <summary>Accession and version; empty when the record has none.</summary>
    public string Version { get; internal set; } = "";

    /// <summary>The best name the record has: version, else accession, else locus.</summary>
    public string Name => Version.Length > 0 ? Version : Accession.Length > 0 ? Accession : Locus;

    public string Definition { get; internal set; } = "";

    public string Organism { get; internal set; } = "";

    /// <summary>DBLINK's Assembly, e.g. <c>GCF_000243915.1</c>; empty when absent.</summary>
    public string Assembly { get; internal set; } = "";

    /// <summary>The record names the pieces its sequence is put together from.</summary>
    public bool HasContig { get; internal set; }

    /// <summary>The record holds its sequence.</summary>
    public bool HasSequence => Bases.Length > 0;

    /// <summary>Upper-case IUPAC letters; empty when the record has no ORIGIN.</summary>
    public ReadOnlySpan<byte> Sequence => Bases.Written;

    public int FeatureCount => Features.Entries.Count;

    public GenBankFeature Feature(int index) => new(Features, index);

    internal FeatureTable Features { get; } = new();

    internal ByteArena Bases { get; } = new();

    internal void Clear()
    {
        (Line, Length, Circular, HasContig) = (0, 0, false, false);
        Locus = Accession = Version = Definition = Organism = Assembly = "";
        Features.Clear();
        Bases.Clear();
    }
}
