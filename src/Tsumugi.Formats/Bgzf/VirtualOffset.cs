namespace Tsumugi.Formats.Bgzf;

/// <summary>A place in a BGZF file: a block, and a byte of what is packed in it (SAM specification, section 4.1.1).</summary>
/// <param name="Packed">The block's first byte in the file, shifted by 16, and the byte within what it expands to.</param>
public readonly record struct VirtualOffset(ulong Packed)
{
    private const int WithinBits = 16;

    /// <summary>First byte of the block, from the start of the file.</summary>
    public long Block => (long)(Packed >> WithinBits);

    /// <summary>Byte of the expanded block.</summary>
    public int Within => (int)(Packed & 0xFFFF);

    public static VirtualOffset At(long block, int within = 0) => new(((ulong)block << WithinBits) | (uint)within);
}
