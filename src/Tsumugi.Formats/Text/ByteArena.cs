using System.Buffers;

namespace Tsumugi.Formats.Text;

/// <summary>Bytes appended one after the other into a pooled array that grows and is used again.</summary>
internal sealed class ByteArena
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(64 << 10);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlySpan<byte> this[(int Start, int End) part] => _bytes.AsSpan(part.Start..part.End);

    public void Clear() => Length = 0;

    public void Append(byte value)
    {
        Extend(1)[0] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    /// <summary>Room for bytes to write at the end; valid until the next call.</summary>
    public Span<byte> Extend(int count)
    {
        var length = checked(Length + count);
        if (length > _bytes.Length)
            Grow(length);
        var room = _bytes.AsSpan(Length, count);
        Length = length;
        return room;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(length, 2L * _bytes.Length), Array.MaxLength));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    /// <summary>Gives the array back; the arena is empty and cannot be used again.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }
}
