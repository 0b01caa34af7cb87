using System.IO.Compression;
using Tsumugi.Formats.Checks.Archives;

namespace Tsumugi.Formats.Checks.Sniffing;

/// <summary>Says what a file is.</summary>
public static class FileSniffer
{
    /// <summary>Bytes of the beginning that are looked at.</summary>
    public const int HeadLength = 16 << 10;

    /// <summary>Reads the beginning, through gzip where there is one, and the directory of a zip.</summary>
    public static FileSniff Sniff(Stream file, string path)
    {
        file.Position = 0;
        var head = ReadHead(file);
        var kind = Of(head, path);
        switch (kind)
        {
            case FileKind.Gzip or FileKind.Bgzf:
                var inner = Of(Unzip(head), WithoutGz(path));
                return inner is FileKind.Bam or FileKind.Bcf ? new(inner) : new(kind, inner);
            case FileKind.Zip when TorchArchive.Is(file):
                return new(FileKind.TorchZip);
            default:
                return new(kind);
        }
    }

    /// <param name="head">The first bytes; <see cref="HeadLength"/> of them suffice.</param>
    public static FileKind Of(ReadOnlySpan<byte> head, string path)
    {
        if (head.IsEmpty)
            return FileKind.Empty;
        var kind = Magic.Of(head);
        return kind switch
        {
            FileKind.Hdf5 when HasEnding(path, ".h5ad") => FileKind.AnnData,
            FileKind.Unknown => TextKind.Of(head, path),
            _ => kind,
        };
    }

    /// <summary>Fills up to <see cref="HeadLength"/> bytes from where the stream stands.</summary>
    internal static byte[] ReadHead(Stream stream)
    {
        var head = new byte[HeadLength];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    internal static bool HasEnding(string path, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    internal static string WithoutGz(string path) => HasEnding(path, ".tgz")
        ? $"{path[..^4]}.tar"
        : HasEnding(path, ".gz") ? path[..^3] : HasEnding(path, ".bgz") ? path[..^4] : path;

    private static byte[] Unzip(byte[] head)
    {
        using var gzip = new GZipStream(new MemoryStream(head), CompressionMode.Decompress);
        var inner = new byte[HeadLength];
        var count = 0;
        try
        {
            for (int read; count < inner.Length && (read = gzip.Read(inner.AsSpan(count))) > 0;)
                count += read;
        }
        catch (InvalidDataException)
        {
            // The archive check says what is wrong; the sniffer takes what came out.
        }
        return inner[..count];
    }
}
