using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Decodes the GT fields of one variant, individual by individual.</summary>
internal ref struct GenotypeScanner
{
    private const short Missing = GenotypeCalls.Missing;

    private readonly VcfRecord _record;
    private readonly bool _present;
    private readonly bool _alone;
    private ReadOnlySpan<byte> _rest;
    private int _sample;

    public GenotypeScanner(VcfRecord record)
    {
        _record = record;
        _rest = record.SampleText;
        _alone = record.Format.SequenceEqual("GT"u8);
        _present = _alone || record.Format.StartsWith("GT:"u8);
        if (!_present && record.FormatIndex("GT"u8) > 0)
            throw record.Site.FaultAt(record.Line, "FORMAT", "GT does not come first.", "Write GT before the other keys (VCF 4.5, section 1.6.2).");
    }

    /// <summary>Takes many individuals at a step where their columns allow it.</summary>
    /// <returns>Individuals taken; may be none.</returns>
    public int TakeRun(Span<short> alleles, Span<bool> phased)
    {
        if (!_alone)
            return 0;
        var count = DiploidRun.Take(_rest, _record.AlternateCount, alleles, phased);
        _rest = _rest[(count * DiploidRun.BytesEach)..];
        _sample += count;
        return count;
    }

    /// <summary>Takes one individual of the commonest form, two alleles of one character: <c>0/1</c>, <c>1|0</c>, <c>./.</c>.</summary>
    public bool TryNextDiploid(out short first, out short second, out bool phased)
    {
        (first, second, phased) = (0, 0, false);
        if (!_present || _rest.Length < 3)
            return false;
        var (left, by, right) = (_rest[0], _rest[1], _rest[2]);
        var next = _rest.Length == 3 ? (byte)'\t' : _rest[3];
        if (by is not ((byte)'/' or (byte)'|') || next is not ((byte)'\t' or (byte)':'))
            return false;
        (first, second, phased) = (Code(left), Code(right), by == '|');
        if (Math.Max(first, second) > _record.AlternateCount)
            return false;
        Pass(next == '\t' ? 3 : 3 + Math.Max(0, TabIn(_rest[3..])));
        return true;
    }

    /// <summary>Takes any genotype.</summary>
    /// <param name="alleles">Filled from the beginning.</param>
    /// <param name="phased">No '/' stands between alleles, and there are several.</param>
    /// <returns>Alleles of the genotype.</returns>
    public int Next(scoped Span<short> alleles, out bool phased)
    {
        var text = _rest[..TabIn(_rest)];
        Pass(text.Length);
        phased = false;
        alleles[0] = Missing;
        if (!_present)
            return 1;
        var genotype = text.IndexOf((byte)':') is >= 0 and var colon ? text[..colon] : text;
        // Since VCF 4.4 the phase of the first allele may be written before it.
        var rest = genotype is [(byte)'/' or (byte)'|', ..] ? genotype[1..] : genotype;
        (var count, phased) = (0, !genotype.Contains((byte)'/') && genotype.Contains((byte)'|'));
        while (true)
        {
            var end = rest.IndexOfAny((byte)'/', (byte)'|');
            if (count == alleles.Length)
                throw Wrong(genotype, $"has more than {alleles.Length} alleles", "Raise MaxPloidy.");
            alleles[count++] = Allele(end < 0 ? rest : rest[..end], genotype);
            if (end < 0)
                return count;
            rest = rest[(end + 1)..];
        }
    }

    private readonly short Allele(ReadOnlySpan<byte> text, ReadOnlySpan<byte> genotype)
    {
        if (text is [(byte)'.'])
            return Missing;
        if (!System.Buffers.Text.Utf8Parser.TryParse(text, out short code, out var used) || used != text.Length || text[0] is (byte)'-' or (byte)'+')
            throw Wrong(genotype, "is no genotype", "Write allele numbers divided by '/' or '|', and '.' where one is missing.");
        return code <= _record.AlternateCount ? code
            : throw Wrong(genotype, $"names allele {code}, but the variant has {_record.AlternateCount} alternate allele(s)", "Correct ALT or the genotype.");
    }

    private readonly InvalidFileException Wrong(ReadOnlySpan<byte> genotype, string problem, string remedy) => _record.Site.FaultAt(
        _record.Line, "GT", $"'{FaultSite.Short(Encoding.UTF8.GetString(genotype))}' of {_record.Header.Samples[_sample - 1]} {problem}.", remedy);

    /// <summary>A code out of reach where the character is neither a digit nor '.'.</summary>
    private static short Code(byte character) => (byte)(character - '0') <= 9 ? (short)(character - '0') : character == '.' ? Missing : short.MaxValue;

    private static int TabIn(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\t') is >= 0 and var tab ? tab : text.Length;

    private void Pass(int length)
    {
        _rest = length < _rest.Length ? _rest[(length + 1)..] : default;
        _sample++;
    }
}
