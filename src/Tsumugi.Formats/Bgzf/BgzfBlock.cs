namespace Tsumugi.Formats.Bgzf;

/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Bytes in the file.</param>
/// <param name="Data">What it expands to, at most 64 KiB.</param>
public sealed record BgzfBlock(long Offset, int Length, byte[] Data)
{
    /// <summary>First byte behind it.</summary>
    public long Next => Offset + Length;
}
