using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tsumugi.Formats.Vcf;

/// <summary>Decodes runs of the commonest columns, <c>0/1 TAB 1|1 TAB ./. TAB</c>: two alleles of one character, four bytes for an individual, eight individuals at a step.</summary>
internal static class DiploidRun
{
    public const int BytesEach = 4;

    private const int Step = 8;

    private static Vector256<byte> AlleleBytes => Vector256.Create(0x00FF00FFu).AsByte();

    private static Vector256<byte> PhaseBytes => Vector256.Create(0x0000FF00u).AsByte();

    private static Vector256<byte> TabBytes => Vector256.Create(0xFF000000u).AsByte();

    /// <param name="alternates">Alternate alleles of the variant.</param>
    /// <param name="alleles">[individuals × 2], filled from the beginning.</param>
    /// <param name="phased">[individuals], filled from the beginning.</param>
    /// <returns>Individuals decoded, a multiple of 8: up to the first step with something else in it.</returns>
    public static int Take(ReadOnlySpan<byte> text, int alternates, Span<short> alleles, Span<bool> phased)
    {
        var last = Vector256.Create((byte)Math.Min(alternates, 9));
        var count = 0;
        while (text.Length >= Vector256<byte>.Count && phased.Length >= Step)
        {
            var bytes = Vector256.Create(text);
            var codes = bytes - Vector256.Create((byte)'0');
            var missing = Vector256.Equals(bytes, Vector256.Create((byte)'.'));
            var bars = Vector256.Equals(bytes, Vector256.Create((byte)'|'));
            var fits = ((Vector256.LessThanOrEqual(codes, last) | missing) & AlleleBytes)
                | ((bars | Vector256.Equals(bytes, Vector256.Create((byte)'/'))) & PhaseBytes)
                | (Vector256.Equals(bytes, Vector256.Create((byte)'\t')) & TabBytes);
            if (fits != Vector256<byte>.AllBitsSet)
                break;

            // Each pair of bytes is an allele and a divider: shifting up and down keeps the allele, with its sign.
            var pairs = (codes | missing).AsInt16();
            Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(pairs, 8), 8).CopyTo(alleles);
            var ones = (bars & PhaseBytes).AsUInt32() >>> 15;
            Vector256.Narrow(Vector256.Narrow(ones, Vector256<uint>.Zero), Vector256<ushort>.Zero).GetLower().GetLower()
                .CopyTo(MemoryMarshal.AsBytes(phased));
            text = text[(Step * BytesEach)..];
            alleles = alleles[(2 * Step)..];
            phased = phased[Step..];
            count += Step;
        }
        return count;
    }
}
