using System.IO.Compression;

namespace Tsumugi.Formats.Tests;

/// <summary>The annotated draft genome in samples/.</summary>
internal static class Sample
{
    public const string Name = "leptospira-kirschneri-h1.gbk.gz";

    public static string Path { get; } = System.IO.Path.Combine(SourceTree.Root, "samples", Name);

    public static Stream Open() => File.OpenRead(Path);

    public static byte[] Uncompressed()
    {
        using var gzip = new GZipStream(Open(), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
