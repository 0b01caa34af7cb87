namespace Tsumugi.Formats.Checks.Archives;

/// <summary>An entry as the central directory of a zip states it (APPNOTE 4.3.12).</summary>
internal sealed record ZipEntry
{
    public const int Stored = 0;
    public const int Deflated = 8;

    public required string Name { get; init; }
    public required byte[] RawName { get; init; }
    public required ushort Flags { get; init; }
    public required ushort Method { get; init; }
    public required uint Crc { get; init; }
    public required long StoredLength { get; init; }
    public required long Length { get; init; }

    /// <summary>The entry's own header, counted from the file's first byte.</summary>
    public required long HeaderAt { get; init; }

    /// <summary>Unix mode in the upper half, if the entry was written on such a system.</summary>
    public required uint Attributes { get; init; }

    public bool IsEncrypted => (Flags & 0x41) != 0;
    public bool IsFolder => Name.EndsWith('/');
    public bool IsLink => FileType == 0xA000;

    /// <summary>A device, pipe or socket.</summary>
    public bool IsDevice => FileType is 0x1000 or 0x2000 or 0x6000 or 0xC000;

    private uint FileType => (Attributes >> 16) & 0xF000;
}
