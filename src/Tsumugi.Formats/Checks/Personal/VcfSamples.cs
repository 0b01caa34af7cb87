using System.Buffers.Binary;
using Tsumugi.Formats.Checks.Archives;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Sample columns of VCF and BCF (VCF 4.5, section 1.5): those after FORMAT.</summary>
internal static class VcfSamples
{
    /// <summary>CHROM to FORMAT.</summary>
    private const int FixedColumns = 9;

    public static void Run(Stream vcf, Place place, Findings findings)
    {
        using var lines = new HeaderLines(vcf, place);
        while (lines.TryNext(out var line))
        {
            if (line.StartsWith("##"u8))
                continue;
            if (line.StartsWith("#CHROM\t"u8))
            {
                var samples = line.Count((byte)'\t') + 1 - FixedColumns;
                if (samples > 0)
                    findings.Add(PersonalRules.Genotypes.At(place.AtLine(lines.Line, "#CHROM"), samples));
                return;
            }
            break;
        }
        findings.Add(PersonalRules.Header.At(place.AtLine(Math.Max(1, lines.Line), "#CHROM")));
    }

    /// <summary>BCF 2: magic, length of the header, the header of a VCF.</summary>
    public static void RunBinary(Stream bcf, Place place, Findings findings)
    {
        var prefix = new byte[9];
        if (bcf.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            findings.Add(PersonalRules.Header.At(place.AtByte(0)));
        else
            Run(new LimitedStream(bcf, BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(5))), place, findings);
    }
}
