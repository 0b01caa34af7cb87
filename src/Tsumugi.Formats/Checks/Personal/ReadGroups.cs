using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tsumugi.Formats.Checks.Archives;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Sample names of reads: the SM fields of the @RG lines (SAM specification, section 1.3).</summary>
internal static class ReadGroups
{
    private const int MaxHeader = 1 << 30;

    public static void RunText(Stream sam, Place place, Findings findings) =>
        findings.Add(Find(sam, place) ?? PersonalRules.ReadsUnnamed.At(place));

    private static Finding? Find(Stream sam, Place place)
    {
        using var lines = new HeaderLines(sam, place);
        var (groups, samples, first) = (0, new HashSet<UInt128>(), 0L);
        while (lines.TryNext(out var line) && (line.IsEmpty || line[0] is (byte)'@' or 0))
        {
            if (!line.StartsWith("@RG\t"u8))
                continue;
            groups++;
            first = first == 0 ? lines.Line : first;
            var at = line.IndexOf("\tSM:"u8);
            if (at < 0)
                continue;
            var name = line[(at + 4)..];
            var end = name.IndexOf((byte)'\t');
            // A digest each, so that a header of a million names stays small.
            samples.Add(BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(end < 0 ? name : name[..end])));
        }
        return samples.Count > 0 ? PersonalRules.Reads.At(place.AtLine(first, "@RG SM"), samples.Count, groups) : null;
    }

    /// <summary>BAM: magic, length of the header, the header of a SAM (section 4.2).</summary>
    public static void RunBinary(Stream bam, Place place, Findings findings)
    {
        var prefix = new byte[8];
        if (bam.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            findings.Add(PersonalRules.Header.At(place.AtByte(0, "l_text")));
        else
            RunLimited(bam, BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(4)), place, findings);
    }

    /// <summary>A SAM header of a stated length, which must be there whole.</summary>
    public static void RunLimited(Stream stream, long length, Place place, Findings findings)
    {
        if (length > MaxHeader)
        {
            findings.Add(PersonalRules.Header.At(place.AtByte(4, "l_text")));
            return;
        }
        var text = new LimitedStream(stream, length);
        var named = Find(text, place);
        ArchiveWalk.Drain(text);
        if (named is not null)
            findings.Add(named);
        if (text.Left > 0)
            findings.Add(PersonalRules.Header.At(place.AtByte(length - text.Left, "l_text")));
        else if (named is null)
            findings.Add(PersonalRules.ReadsUnnamed.At(place));
    }
}
