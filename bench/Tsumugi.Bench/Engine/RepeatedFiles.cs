using System.IO.Compression;
using System.Text;

namespace Tsumugi.Bench.Engine;

/// <summary>Real files, which lie beside the project, written over and over until they are large enough to measure with.</summary>
internal static class RepeatedFiles
{
    private const string Genome = "dna/ecoli_536_NC_008253.fna.gz";
    private const string Individuals = "individual/eagle_1000G_EUR_chr21_379x2000.vcf.gz";
    private const long Wanted = 200_000_000;

    /// <summary>The first file that is not there; null when all are.</summary>
    public static string? Absent() => new[] { Genome, Individuals }.Select(BenchData.Of).FirstOrDefault(path => !File.Exists(path));

    /// <summary>Each copy is a record of a name of its own.</summary>
    public static async Task WriteFastaAsync(string path, CancellationToken ct)
    {
        var record = await UnpackAsync(Genome, ct);
        var letters = record.AsMemory(record.AsSpan().IndexOf((byte)'\n'));
        await using var output = File.Create(path);
        for (var copy = 1; output.Length < Wanted; copy++)
        {
            await output.WriteAsync(Encoding.ASCII.GetBytes($">copy_{copy}"), ct);
            await output.WriteAsync(letters, ct);
        }
    }

    /// <summary>One header, then the variants again and again.</summary>
    public static async Task WriteVcfAsync(string path, CancellationToken ct)
    {
        var text = await UnpackAsync(Individuals, ct);
        var columns = text.AsSpan().IndexOf("\n#CHROM"u8) + 1;
        var variants = columns + text.AsSpan(columns).IndexOf((byte)'\n') + 1;
        await using var output = File.Create(path);
        await output.WriteAsync(text.AsMemory(0, variants), ct);
        while (output.Length < Wanted)
            await output.WriteAsync(text.AsMemory(variants), ct);
    }

    private static async Task<byte[]> UnpackAsync(string name, CancellationToken ct)
    {
        await using var gzip = new GZipStream(File.OpenRead(BenchData.Of(name)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await gzip.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }
}
