using System.Formats.Tar;
using System.IO.Compression;

namespace Tsumugi.Formats.Tests.Checks;

/// <summary>Archives made in memory.</summary>
internal static class Zipped
{
    public static byte[] Of(params ReadOnlySpan<(string Name, byte[] Bytes)> entries) => Of(CompressionLevel.Fastest, entries);

    public static byte[] Of(CompressionLevel level, ReadOnlySpan<(string Name, byte[] Bytes)> entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }

    public static byte[] Link(string name, string target)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var content = entry.Open();
            content.Write(System.Text.Encoding.UTF8.GetBytes(target));
        }
        // Version made by Unix, in the directory's only entry.
        var made = bytes.ToArray();
        var directory = made.AsSpan().IndexOf("PK\u0001\u0002"u8);
        made[directory + 5] = 3;
        return made;
    }

    public static byte[] Tar(params ReadOnlySpan<TarEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }
        return bytes.ToArray();
    }

    public static TarEntry File(string name, byte[] content) => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    public static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return bytes.ToArray();
    }
}
