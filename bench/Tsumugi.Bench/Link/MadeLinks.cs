using System.Buffers.Text;
using Tsumugi.Formats.Links;

namespace Tsumugi.Bench.Link;

/// <summary>Links between Ensembl proteins and UniProt accessions, in no order: each protein has two accessions.</summary>
internal static class MadeLinks
{
    public const string Source = @"^(?<id>ENS[A-Z]*P\d{11})(?:\.\d+)?$";
    public const string Target = @"^(?<id>[OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z0-9]{2}\d){1,2})(?:-\d+)?$";

    /// <summary>A prime, so that every number comes once.</summary>
    private const long Spread = 2_654_435_761;

    private static ReadOnlySpan<byte> Letters => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8;

    public static async Task WriteAsync(string path, long pairs, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var line = new byte[64];
        for (var at = 0L; at < pairs; at++)
        {
            var pair = at * Spread % pairs;
            var length = Protein(pair / 2, line);
            line[length++] = (byte)'\t';
            length += Accession(pair % Math.Max(1, pairs * 7 / 8), line.AsSpan(length));
            line[length++] = (byte)'\n';
            file.Write(line.AsSpan(0, length));
            if ((at & 0xFFFFF) == 0)
                ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Some of the proteins in no order; of ten, one has no link.</summary>
    public static IdentifierList Asked(int count, long pairs)
    {
        var (list, random, text) = (new IdentifierList(), new Random(1), new byte[64]);
        for (var at = 0; at < count; at++)
            list.Add(text.AsSpan(0, Protein(random.NextInt64(pairs / 2) + (at % 10 == 0 ? pairs : 0), text)));
        return list;
    }

    private static int Protein(long number, Span<byte> to)
    {
        "ENSP"u8.CopyTo(to);
        Utf8Formatter.TryFormat(number, to[4..], out var length, new('D', 11));
        return 4 + length;
    }

    /// <summary>A number as an accession of ten characters, as UniProt's newer ones are.</summary>
    private static int Accession(long number, Span<byte> to)
    {
        to[0] = (byte)'A';
        to[1] = (byte)'0';
        for (var group = 1; group >= 0; group--)
        {
            var start = 2 + (4 * group);
            to[start + 3] = Letters[26 + (int)(number % 10)];
            number /= 10;
            to[start + 2] = Letters[(int)(number % 36)];
            number /= 36;
            to[start + 1] = Letters[(int)(number % 36)];
            number /= 36;
            to[start] = Letters[(int)(number % 26)];
            number /= 26;
        }

        return 10;
    }
}
