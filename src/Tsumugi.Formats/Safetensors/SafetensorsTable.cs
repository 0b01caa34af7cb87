using System.Buffers.Binary;

namespace Tsumugi.Formats.Safetensors;

/// <summary>Reads up to the span's length at a position; 0 only at the end.</summary>
internal delegate int PositionedRead(long position, Span<byte> destination);

/// <summary>The header of a file, read and checked against the format and the file's length.</summary>
internal sealed record SafetensorsTable(
    IReadOnlyDictionary<string, TensorInfo> Tensors, IReadOnlyDictionary<string, string> Metadata, long DataStart)
{
    /// <exception cref="InvalidFileException">The file breaks a rule of the format.</exception>
    public static SafetensorsTable Read(string name, long length, PositionedRead read)
    {
        var header = ReadHeader(name, length, read);
        var dataStart = SafetensorsHeader.Prefix + header.Length;
        var (tensors, metadata) = SafetensorsHeader.Parse(name, header);
        SafetensorsLayout.Check(name, tensors.Values, dataStart, length - dataStart);
        return new(tensors, metadata, dataStart);
    }

    public static void Fill(string name, long position, Span<byte> destination, string field, PositionedRead read)
    {
        while (destination.Length > 0)
        {
            var count = read(position, destination);
            if (count == 0)
                throw SafetensorsFault.At(SafetensorsRule.CutOff, name, position, field, "The file became shorter while it was read.");
            position += count;
            destination = destination[count..];
        }
    }

    private static byte[] ReadHeader(string name, long fileLength, PositionedRead read)
    {
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.Prefix];
        if (fileLength < prefix.Length)
            throw Fault(name, fileLength, $"The file has {fileLength} bytes; the length alone takes 8.");
        Fill(name, 0, prefix, "header length", read);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength)
            throw Fault(name, 0, $"The header claims {length} bytes; the format allows {SafetensorsHeader.MaxLength}.");
        if ((long)length > fileLength - prefix.Length)
            throw Fault(name, 0, $"The header claims {length} bytes; the file has {fileLength - prefix.Length} after the length.");
        var header = new byte[(int)length];
        Fill(name, prefix.Length, header, "header", read);
        return header;
    }

    private static InvalidFileException Fault(string name, long position, string problem) =>
        SafetensorsFault.At(SafetensorsRule.HeaderLength, name, position, "header length", problem);
}
