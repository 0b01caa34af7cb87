using System.Globalization;
using System.Text;
using Tsumugi.Formats.Coordinates;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Gff3;

namespace Tsumugi.Formats.Tests.Gff3;

internal sealed record SampleCds(string Record, BaseRange Range, Gff3Strand Strand, string Id, string Product, string FirstBases);

/// <summary>The coding sequences and bases of the genome in samples/, written as GFF3.</summary>
internal static class SampleAsGff3
{
    public static async Task<(byte[] Text, List<SampleCds> Expected)> WriteAsync(CancellationToken ct)
    {
        var (features, sequences, expected) = (new StringBuilder("##gff-version 3\n"), new StringBuilder("##FASTA\n"), new List<SampleCds>());
        await using var file = Sample.Open();
        using var reader = new GenBankReader(file, Sample.Name);
        while (await reader.ReadAsync(ct) is { } record)
        {
            var sequence = Encoding.ASCII.GetString(record.Sequence);
            sequences.Append(CultureInfo.InvariantCulture, $">{record.Name}\n{string.Join('\n', sequence.Chunk(70).Select(row => new string(row)))}\n");
            for (var index = 0; index < record.FeatureCount; index++)
            {
                var feature = record.Feature(index);
                if (!feature.Key.SequenceEqual("CDS"u8) || Simple(Encoding.ASCII.GetString(feature.Location)) is not var (first, last, strand))
                    continue;
                var cds = new SampleCds(record.Name, BaseRange.Inclusive(new(first), new(last)), strand, feature.Text("locus_tag"u8), feature.Text("product"u8), sequence.Substring((int)first - 1, 3));
                expected.Add(cds);
                features.Append(CultureInfo.InvariantCulture, $"{cds.Record}\tRefSeq\tCDS\t{first}\t{last}\t.\t{(strand == Gff3Strand.Forward ? '+' : '-')}\t0\tID={cds.Id};product={Uri.EscapeDataString(cds.Product)}\n");
            }
            features.Append("###\n");
        }
        return (Encoding.UTF8.GetBytes(features.Append(sequences).ToString()), expected);
    }

    /// <summary><c>n..m</c> and <c>complement(n..m)</c>.</summary>
    private static (long First, long Last, Gff3Strand Strand)? Simple(string location)
    {
        var reverse = location.StartsWith("complement(", StringComparison.Ordinal);
        var ends = (reverse ? location[11..^1] : location).Trim('<').Split("..");
        return ends.Length == 2 && long.TryParse(ends[0], CultureInfo.InvariantCulture, out var first) && long.TryParse(ends[1], CultureInfo.InvariantCulture, out var last)
            ? (first, last, reverse ? Gff3Strand.Reverse : Gff3Strand.Forward) : null;
    }
}
