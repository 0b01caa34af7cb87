namespace Tsumugi.Formats.Checks.Archives;

/// <summary>Reads pieces of a zip at their places; a place outside the file stops the check.</summary>
internal sealed class ZipBytes(Stream file, Place place)
{
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

    public CheckStopException Stop(long at, string problem) => new(ArchiveRules.Zip.At(place.AtByte(at), problem));
}
