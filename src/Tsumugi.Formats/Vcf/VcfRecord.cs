using System.Text;
using Tsumugi.Formats.Coordinates;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>One variant of a VCF file, over the reader's buffer: it is valid until the next is read. Genotypes are decoded when asked for.</summary>
public sealed class VcfRecord
{
    /// <summary>CHROM to FORMAT.</summary>
    internal const int FixedColumns = 9;

    private readonly int[] _ends = new int[FixedColumns];
    private ReadOnlyMemory<byte> _row;
    private int _columns;
    private GenotypeCalls? _calls;

    internal VcfRecord(VcfHeader header, FaultSite site, VcfOptions options) => (Header, Site, Options) = (header, site, options);

    public VcfHeader Header { get; }

    /// <summary>1-based line of the file.</summary>
    public long Line { get; internal set; }

    public string Chromosome => Encoding.UTF8.GetString(ChromosomeBytes);

    public ReadOnlySpan<byte> ChromosomeBytes => Column(0);

    /// <summary>The first base of <see cref="Reference"/>; null for POS 0, the telomere before the first base.</summary>
    public BasePosition? Position { get; internal set; }

    /// <summary>IDs divided by semicolons; empty where '.'.</summary>
    public ReadOnlySpan<byte> Ids => Present(2);

    /// <summary>The reference allele, as written.</summary>
    public ReadOnlySpan<byte> Reference => Column(3);

    /// <summary>Alternate alleles divided by commas; empty where '.'.</summary>
    public ReadOnlySpan<byte> Alternates => Present(4);

    public int AlternateCount { get; internal set; }

    /// <summary>Phred-scaled; null where '.'.</summary>
    public double? Quality { get; internal set; }

    /// <summary>PASS, or the filters that failed divided by semicolons; empty where '.': not applied.</summary>
    public ReadOnlySpan<byte> Filter => Present(6);

    public VcfInfo Info => new(this, Present(7));

    /// <summary>Keys of the sample columns divided by colons; empty in a file of sites.</summary>
    public ReadOnlySpan<byte> Format => _columns == FixedColumns ? Column(8) : default;

    /// <summary>Fields of each individual; empty in a file of sites.</summary>
    public VcfSamples Samples => new(this);

    /// <summary>An alternate allele: bases, <c>*</c>, a symbol such as <c>&lt;DEL&gt;</c>, or a breakend.</summary>
    /// <param name="index">0-based.</param>
    public ReadOnlySpan<byte> Alternate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, AlternateCount);
        return Element(Alternates, (byte)',', index);
    }

    /// <summary>Where a key stands in FORMAT; -1 when it does not.</summary>
    public int FormatIndex(ReadOnlySpan<byte> key)
    {
        var index = 0;
        foreach (var part in Format.Split((byte)':'))
        {
            if (Format[part].SequenceEqual(key))
                return index;
            index++;
        }
        return -1;
    }

    /// <summary>Allele codes of all individuals.</summary>
    /// <exception cref="InvalidFileException">A genotype is malformed, or names an allele that the variant does not have.</exception>
    public void ReadGenotypes(GenotypeCalls calls) => calls.Read(this);

    /// <summary>How many alleles of each individual are not the reference: 0, 1, 2 for a diploid; -1 where any is missing. Alternate alleles of one variant are not told apart.</summary>
    /// <param name="dosages">[individuals]</param>
    /// <exception cref="InvalidFileException">A genotype is malformed, or names an allele that the variant does not have.</exception>
    public void ReadDosages(Span<sbyte> dosages)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(dosages.Length, Header.Samples.Count, nameof(dosages));
        (_calls ??= new()).Read(this);
        _calls.CopyDosages(dosages);
    }

    internal FaultSite Site { get; }

    internal VcfOptions Options { get; }

    /// <summary>The columns of the individuals, divided by tabulators.</summary>
    internal ReadOnlySpan<byte> SampleText => Header.Samples.Count == 0 ? default : _row.Span[(_ends[^1] + 1)..];

    /// <summary>Takes a row; the number of its columns up to FORMAT.</summary>
    internal int Take(ReadOnlyMemory<byte> row)
    {
        _row = row;
        return _columns = Columns.Split(row.Span, _ends);
    }

    internal ReadOnlySpan<byte> Column(int index) => Columns.At(_row.Span, _ends, index);

    internal static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> list, byte by, int index)
    {
        foreach (var part in list.Split(by))
        {
            if (index-- == 0)
                return list[part];
        }
        return default;
    }

    private ReadOnlySpan<byte> Present(int column) => Column(column) is [(byte)'.'] ? default : Column(column);
}
