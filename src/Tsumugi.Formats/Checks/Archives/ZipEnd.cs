using System.Buffers.Binary;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>The records at the end of a zip that say where its directory is (APPNOTE 4.3.14 to 4.3.16).</summary>
/// <param name="DirectoryAt">First byte of the directory.</param>
/// <param name="DirectoryEnd">The byte after its last.</param>
internal sealed record ZipEnd(long DirectoryAt, long DirectoryEnd, long Entries)
{
    private const int Length = 22;
    private const int LocatorLength = 20;

    public static ZipEnd Read(ZipBytes zip)
    {
        var at = Find(zip);
        var end = zip.Read(at, Length);
        var (disk, directoryDisk) = (BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(4)), BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(6)));
        var found = new ZipEnd(BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16)), at, BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10)));
        long size = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12));
        if (at >= LocatorLength && zip.Read(at - LocatorLength, LocatorLength) is [(byte)'P', (byte)'K', 6, 7, ..] locator)
            (found, size) = Read64(zip, locator, at - LocatorLength);
        else if (disk != 0 || directoryDisk != 0)
            throw zip.Stop(at, "The zip is a part of several.");
        if (found.DirectoryAt < 0 || found.DirectoryAt + (Int128)size != found.DirectoryEnd)
            throw zip.Stop(at, "The directory is not where the end of the zip says; something was put before or within it.");
        return found;
    }

    /// <summary>The end is searched backwards, and must end the file.</summary>
    private static long Find(ZipBytes zip)
    {
        if (zip.Length < Length)
            throw zip.Stop(zip.Length, "The file is too short for a zip.");
        var tail = zip.Read(zip.Length - Math.Min(zip.Length, Length + ushort.MaxValue), (int)Math.Min(zip.Length, Length + ushort.MaxValue));
        for (var i = tail.Length - Length; i >= 0; i--)
        {
            if (tail.AsSpan(i).StartsWith("PK\u0005\u0006"u8) && i + Length + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(i + 20)) == tail.Length)
                return zip.Length - tail.Length + i;
        }
        throw zip.Stop(zip.Length, "The end of the zip's directory is absent: the file was cut off, or something follows it.");
    }

    private static (ZipEnd End, long Size) Read64(ZipBytes zip, byte[] locator, long locatorAt)
    {
        var at = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        var record = zip.Read(at, 56);
        if (record is not [(byte)'P', (byte)'K', 6, 6, ..] || at + 12 + (Int128)BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(4)) != locatorAt)
            throw zip.Stop(at, "The zip64 end of the directory is malformed.");
        return (new(BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)), at, BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(32))),
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(40)));
    }
}
