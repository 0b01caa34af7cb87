using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Tsumugi.Formats.Onnx;

/// <summary>One message of a protocol buffer as it is put together.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public long Length => _bytes.WrittenCount;

    public WireWriter Integer(int field, long value)
    {
        Tag(field, WireKind.Varint);
        Varint((ulong)value);
        return this;
    }

    public WireWriter Float(int field, float value)
    {
        Tag(field, WireKind.Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public WireWriter Text(int field, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Begin(field, bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public WireWriter Message(int field, WireWriter message)
    {
        Begin(field, message.Length);
        _bytes.Write(message._bytes.WrittenSpan);
        return this;
    }

    /// <summary>The head of a field whose bytes the caller writes behind this message.</summary>
    public WireWriter Begin(int field, long length)
    {
        Tag(field, WireKind.Bytes);
        Varint((ulong)length);
        return this;
    }

    public void CopyTo(Stream destination) => destination.Write(_bytes.WrittenSpan);

    private void Tag(int field, WireKind kind) => Varint(((ulong)field << 3) | (ulong)kind);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
