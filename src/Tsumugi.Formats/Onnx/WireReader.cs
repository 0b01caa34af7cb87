using System.Text;

namespace Tsumugi.Formats.Onnx;

/// <summary>Walks over a protocol buffer in a stream without holding more than one text of it.</summary>
/// <remarks>Source of the encoding: protobuf.dev, "Encoding".</remarks>
internal sealed class WireReader(Stream stream, string file)
{
    private const int MostText = 64 << 10;

    private readonly long _length = stream.Length;

    public long Position => stream.Position;

    /// <param name="end">Where the message ends.</param>
    /// <returns>False at its end.</returns>
    public bool Next(long end, out int field, out WireKind kind)
    {
        if (stream.Position >= end)
        {
            (field, kind) = (0, default);
            return false;
        }

        var tag = Varint();
        (field, kind) = ((int)Math.Min(tag >> 3, int.MaxValue), (WireKind)(tag & 7));
        return field > 0 ? true : throw Fault("A field has the number 0.");
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = stream.ReadByte();
            if (part < 0)
                throw Fault("The file ends within a number.");
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw Fault("A number takes more than ten bytes.");
    }

    /// <param name="end">Where the message around it ends.</param>
    /// <returns>Where the message or text that begins here ends.</returns>
    public long EndOf(WireKind kind, long end)
    {
        if (kind != WireKind.Bytes)
            throw Fault("A field is of another kind than the format says.");
        var length = Varint();
        var most = Math.Min(end, _length) - stream.Position;
        return most >= 0 && length <= (ulong)most ? stream.Position + (long)length : throw Fault($"A field of {length} bytes reaches beyond what it is a part of.");
    }

    public string Text(WireKind kind, long end)
    {
        var length = EndOf(kind, end) - stream.Position;
        if (length > MostText)
            throw Fault($"A name has {length} bytes; at most {MostText} are read.");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public void Skip(WireKind kind, long end)
    {
        switch (kind)
        {
            case WireKind.Varint:
                Varint();
                break;
            case WireKind.Bytes:
                stream.Position = EndOf(kind, end);
                break;
            case WireKind.Fixed64 or WireKind.Fixed32:
                stream.Position += kind == WireKind.Fixed64 ? 8 : 4;
                break;
            default:
                throw Fault($"A field is of the kind {(int)kind}, which the format does not use.");
        }

        if (stream.Position > Math.Min(end, _length))
            throw Fault("A field reaches beyond what it is a part of.");
    }

    private InvalidFileException Fault(string problem) => OnnxFault.At(file, "onnx.protobuf", stream.Position, "protobuf", problem);
}

internal enum WireKind
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
