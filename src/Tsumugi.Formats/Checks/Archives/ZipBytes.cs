using System.Buffers.Binary;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>Reads pieces of a zip at their places; a place outside the file stops the check.</summary>
internal sealed class ZipBytes(Stream file, Place place)
{
    private const int LocalLength = 30;

    public long Length { get; } = file.Length;

    public byte[] Read(long at, int count)
    {
        if (at < 0 || at > Length - count)
            throw Stop(at, "The file ends where a part of the zip should be.");
        var bytes = new byte[count];
        file.Position = at;
        if (file.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
            throw Stop(at, "The file became shorter while it was read.");
        return bytes;
    }

    /// <summary>Where the bytes of an entry begin.</summary>
    /// <param name="agrees">Whether the entry's own header says the same as the directory.</param>
    public long DataAt(ZipEntry entry, out bool agrees)
    {
        var head = Read(entry.HeaderAt, LocalLength);
        if (head is not [(byte)'P', (byte)'K', 3, 4, ..])
            throw Stop(entry.HeaderAt, "An entry's header lacks its signature.");
        var (name, extra) = (BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(26)), BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28)));
        agrees = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(8)) == entry.Method
            && Read(entry.HeaderAt + LocalLength, name).AsSpan().SequenceEqual(entry.RawName);
        return entry.HeaderAt + LocalLength + name + extra;
    }

    public CheckStopException Stop(long at, string problem) => new(ArchiveRules.Zip.At(place.AtByte(at), problem));
}
