using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Bgzf;

/// <summary>Looks for the end of a header in the bytes that are there so far; no byte is looked at twice.</summary>
internal abstract class HeaderScan(IndexedFormat format, BgzfReader reader)
{
    public const int Magic = 5;
    private const int MostReferences = 10_000_000;

    public IndexedFormat Format => format;

    public List<string> References { get; } = [];

    /// <summary>A VCF file may have no record at all.</summary>
    public virtual bool MayEndWithFile => false;

    protected BgzfReader Reader => reader;

    public static HeaderScan Of(ReadOnlySpan<byte> bytes, BgzfReader reader) =>
        bytes.StartsWith("BAM\u0001"u8) ? new BamScan(reader)
        : bytes.StartsWith("BCF\u0002"u8) ? new BcfScan(reader)
        : bytes.StartsWith("##fil"u8) ? new VcfScan(reader)
        : throw reader.Fault(0, "This is neither BAM nor BCF nor bgzipped VCF.", "Give a file that samtools or bcftools wrote, or one made by bgzip from VCF.");

    /// <returns>Bytes of the header, or null as long as more is needed.</returns>
    public abstract int? End(ReadOnlySpan<byte> bytes, bool ended);

    /// <summary>A length field at a byte of the expanded header.</summary>
    protected int LengthAt(ReadOnlySpan<byte> bytes, int at, string field)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
        return length is >= 0 and <= IndexedHeader.MostBytes
            ? length
            : throw Wrong(field, $"{(uint)length} is no length of a header; byte {at} of the expanded header says so.");
    }

    protected InvalidFileException Wrong(string field, string problem) => new(new() { File = reader.File, Byte = 0, Field = field, Problem = problem, Remedy = FaultSite.FetchAgain });

    /// <summary>Names that <c>##contig</c> lines declare, each at its number: its place, or IDX where the line has one.</summary>
    protected void AddContigs(ReadOnlySpan<byte> header)
    {
        foreach (var range in header.Split((byte)'\n'))
        {
            var line = header[range];
            if (!line.StartsWith("##contig=<"u8))
                continue;
            var text = Encoding.UTF8.GetString(line);
            if (Value(text, "ID") is not { Length: > 0 } name)
                throw Wrong("##contig", $"A line has no ID: {FaultSite.Short(text)}");
            var place = Value(text, "IDX") is { } written && int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : References.Count;
            if (place >= MostReferences)
                throw Wrong("##contig", $"IDX={place} is larger than any number of contigs; fewer than {MostReferences} are read.");
            while (References.Count <= place)
                References.Add("");
            References[place] = name;
        }
    }

    private static string? Value(string line, string key)
    {
        var at = line.IndexOf($"<{key}=", StringComparison.Ordinal);
        if (at < 0)
            at = line.IndexOf($",{key}=", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var from = at + key.Length + 2;
        var end = line.AsSpan(from).IndexOfAny(',', '>');
        return end < 0 ? line[from..] : line.Substring(from, end);
    }
}

/// <summary>SAM specification, section 4.2: text, then the references with their lengths.</summary>
internal sealed class BamScan(BgzfReader reader) : HeaderScan(IndexedFormat.Bam, reader)
{
    private int _at;
    private int _left = -1;

    public override int? End(ReadOnlySpan<byte> bytes, bool ended)
    {
        if (_left < 0)
        {
            if (bytes.Length < 8)
                return null;
            var refs = 8 + LengthAt(bytes, 4, "l_text");
            if (bytes.Length < refs + 4)
                return null;
            (_left, _at) = (LengthAt(bytes, refs, "n_ref"), refs + 4);
        }

        for (; _left > 0; _left--)
        {
            if (bytes.Length < _at + 4)
                return null;
            var length = LengthAt(bytes, _at, "l_name");
            if (length == 0)
                throw Wrong("l_name", $"The name of reference no. {References.Count + 1} is empty.");
            if (bytes.Length < _at + 8 + length)
                return null;
            References.Add(Encoding.UTF8.GetString(bytes.Slice(_at + 4, length - 1)));
            _at += 8 + length;
        }

        return _at;
    }
}

/// <summary>VCF specification, section 6.2: the text of the header with its length.</summary>
internal sealed class BcfScan(BgzfReader reader) : HeaderScan(IndexedFormat.Bcf, reader)
{
    private const int TextAt = 9;

    public override int? End(ReadOnlySpan<byte> bytes, bool ended)
    {
        if (bytes.Length < TextAt)
            return null;
        var end = TextAt + LengthAt(bytes, 5, "l_text");
        if (bytes.Length < end)
            return null;
        AddContigs(bytes[TextAt..end]);
        return end;
    }
}

/// <summary>Lines that begin with <c>#</c>.</summary>
internal sealed class VcfScan(BgzfReader reader) : HeaderScan(IndexedFormat.Vcf, reader)
{
    private int _line;
    private int _seen;

    public override bool MayEndWithFile => true;

    public override int? End(ReadOnlySpan<byte> bytes, bool ended)
    {
        while (_line < bytes.Length && bytes[_line] == '#')
        {
            var end = bytes[_seen..].IndexOf((byte)'\n');
            _seen = end < 0 ? bytes.Length : _seen + end + 1;
            if (end < 0)
                break;
            _line = _seen;
        }

        if (ended && _line < bytes.Length)
            throw Wrong("header", "The last line of the header has no end.");
        if (!ended && (_line == bytes.Length || bytes[_line] == '#'))
            return null;
        if (!bytes.StartsWith("##fileformat=VCF"u8))
            throw Wrong("##fileformat", "The first line is not that of a VCF file.");
        AddContigs(bytes[.._line]);
        return _line;
    }
}
