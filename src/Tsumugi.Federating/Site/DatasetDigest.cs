using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Federating.Site;

/// <summary>Tells one state of a dataset's files from another, without telling anything of them.</summary>
public static class DatasetDigest
{
    /// <param name="key">Never leaves the site, so that nobody can try out what the files might be.</param>
    /// <returns>Records of FASTA and rows of CSV and TSV files, also gzipped, and HMAC-SHA-256 over names and bytes, lower-case hexadecimal.</returns>
    public static (long Rows, string Digest) Of(string folder, byte[] key)
    {
        using var digest = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        var rows = 0L;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(folder, file).Replace('\\', '/')}\n{new FileInfo(file).Length}\n"));
            using (var bytes = File.OpenRead(file))
                digest.AppendData(SHA256.HashData(bytes));
            rows += Rows(file);
        }

        return (rows, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private static long Rows(string file)
    {
        var zipped = file.EndsWith(".gz", StringComparison.Ordinal);
        var type = Path.GetExtension(zipped ? file[..^3] : file);
        Func<string, bool>? counts = type switch
        {
            ".fa" or ".fasta" or ".faa" or ".fna" => line => line.StartsWith('>'),
            ".csv" or ".tsv" => line => line.Length > 0,
            _ => null,
        };
        if (counts is null)
            return 0;
        using var plain = File.OpenRead(file);
        using var reader = new StreamReader(zipped ? new GZipStream(plain, CompressionMode.Decompress) : plain);
        var rows = 0L;
        while (reader.ReadLine() is { } line)
            rows += counts(line) ? 1 : 0;
        return type is ".csv" or ".tsv" ? Math.Max(0, rows - 1) : rows;
    }
}
