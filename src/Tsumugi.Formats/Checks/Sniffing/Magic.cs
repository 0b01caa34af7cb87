using System.Buffers.Binary;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Checks.Sniffing;

/// <summary>Kinds that their first bytes give away.</summary>
internal static class Magic
{
    /// <summary>The longer come before their own beginnings.</summary>
    private static readonly (byte[] Begin, FileKind Kind)[] Known =
    [
        ([.. "PK"u8, 3, 4], FileKind.Zip),
        ([.. "PK"u8, 5, 6], FileKind.Zip),
        ([0x93, .. "NUMPY"u8], FileKind.Npy),
        ([.. "PAR1"u8], FileKind.Parquet),
        ([0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n'], FileKind.Hdf5),
        ([.. "BAM"u8, 1], FileKind.Bam),
        ([.. "BCF"u8, 2], FileKind.Bcf),
        ([.. "CRAM"u8], FileKind.Cram),
        ([.. "II"u8, 42, 0], FileKind.Tiff),
        ([.. "MM"u8, 0, 42], FileKind.Tiff),
        ([.. "II"u8, 43, 0], FileKind.Tiff),
        ([.. "MM"u8, 0, 43], FileKind.Tiff),
        ([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'], FileKind.Png),
        ([0xFF, 0xD8, 0xFF], FileKind.Jpeg),
        ([.. "BZh"u8], FileKind.UnreadArchive),
        ([0xFD, .. "7zXZ"u8, 0], FileKind.UnreadArchive),
        ([0x28, 0xB5, 0x2F, 0xFD], FileKind.UnreadArchive),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], FileKind.UnreadArchive),
        ([.. "Rar!"u8, 0x1A, 7], FileKind.UnreadArchive),
        ([0x04, 0x22, 0x4D, 0x18], FileKind.UnreadArchive),
        ([0x5D, 0, 0, 0x80, 0], FileKind.UnreadArchive),
    ];

    public static FileKind Of(ReadOnlySpan<byte> head)
    {
        // First, for the length of its header may begin like any other magic.
        if (IsSafetensors(head))
            return FileKind.Safetensors;
        foreach (var (begin, kind) in Known)
        {
            if (head.StartsWith(begin))
                return kind;
        }
        return head switch
        {
            [0x1F, 0x8B, 8, < 0x20, ..] => IsBgzf(head) ? FileKind.Bgzf : FileKind.Gzip,
            // PROTO of protocols 2 to 5; a reader takes 0 and 1 there too.
            [0x80, <= 5, ..] => FileKind.Pickle,
            _ when IsTar(head) => FileKind.Tar,
            _ => FileKind.Unknown,
        };
    }

    /// <summary>SAM specification, section 4.1: a gzip extra field named BC of two bytes.</summary>
    private static bool IsBgzf(ReadOnlySpan<byte> head) =>
        head.Length >= 18 && (head[3] & 4) != 0 && head[10..12] is [6, 0] && head[12..16] is [(byte)'B', (byte)'C', 2, 0];

    private static bool IsSafetensors(ReadOnlySpan<byte> head) =>
        head.Length > SafetensorsHeader.Prefix && head[SafetensorsHeader.Prefix] == '{'
        && BinaryPrimitives.ReadUInt64LittleEndian(head) <= SafetensorsHeader.MaxLength;

    /// <summary>"ustar" in its place, or, for the oldest archives, a header whose checksum is right.</summary>
    private static bool IsTar(ReadOnlySpan<byte> head) =>
        head.Length >= 512 && (head[257..].StartsWith("ustar"u8) || head[0] != 0 && Archives.TarHeader.HasChecksum(head[..512]));
}
