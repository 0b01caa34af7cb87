using System.Buffers.Binary;
using System.Text;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>Elements of a DICOM data set, one after the other (PS3.5, sections 7.1 to 7.5), little endian.</summary>
internal sealed class DicomReader(Stream stream, string file)
{
    private const int MaxDepth = 32;

    private static readonly string[] LongForms = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

    /// <summary>Whether elements name their representation.</summary>
    public bool Explicit { get; set; } = true;

    public long At { get; private set; }

    /// <returns>Null at the end.</returns>
    public DicomElement? Next()
    {
        var head = new byte[8];
        var read = stream.ReadAtLeast(head, 8, throwOnEndOfStream: false);
        if (read == 0)
            return null;
        if (read < 8)
            throw Fault("element", "The file ends within it.");
        At += 8;
        var (group, number) = (BinaryPrimitives.ReadUInt16LittleEndian(head), BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(2)));

        // Items and delimiters never name one.
        if (!Explicit || group == 0xFFFE)
            return new(group, number, Implied(group, number), BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)));
        var representation = Encoding.ASCII.GetString(head, 4, 2);
        if (!char.IsAsciiLetterUpper(representation[0]) || !char.IsAsciiLetterUpper(representation[1]))
            throw Fault($"({group:X4},{number:X4})", "It names no value representation.");
        if (!LongForms.Contains(representation))
            return new(group, number, representation, BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(6)));
        return new(group, number, representation, BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)));
    }

    public byte[] Bytes(uint count)
    {
        if (count > 1 << 24)
            throw Fault("value", $"A value of {count} bytes is not read.");
        var bytes = new byte[count];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Fault("value", "The file ends within it.");
        At += count;
        return bytes;
    }

    /// <summary>Passes over a value, sequences with all that is in them.</summary>
    public void Skip(DicomElement element, int depth = 0)
    {
        if (element.Length != DicomElement.Undefined)
        {
            Copy(element.Length, Stream.Null);
            return;
        }

        if (depth > MaxDepth)
            throw Fault(element.ToString(), $"Sequences are nested deeper than {MaxDepth}.");
        var before = Explicit;
        // What is unknown and of undefined length is written without representations (PS3.5, section 6.2.2).
        Explicit = Explicit && element.Representation != "UN";
        while (Next() is { } inner)
        {
            if (inner.Tag is 0xFFFEE0DD or 0xFFFEE00D)
            {
                Explicit = before;
                return;
            }

            Skip(inner, depth + 1);
        }

        throw Fault(element.ToString(), "The sequence does not end.");
    }

    public void Copy(long count, Stream to)
    {
        var buffer = new byte[1 << 16];
        while (count > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, count));
            if (read == 0)
                throw Fault("value", "The file ends within it.");
            to.Write(buffer, 0, read);
            (count, At) = (count - read, At + read);
        }
    }

    public InvalidFileException Fault(string field, string problem, string remedy = "Export the file again from the instrument or archive.") =>
        new(new() { File = file, Byte = At, Field = $"DICOM {field}", Problem = problem, Remedy = remedy });

    /// <summary>Representations of the elements that are kept, for files that leave them out (PS3.6).</summary>
    private static string Implied(ushort group, ushort number) => (((uint)group << 16) | number) switch
    {
        0x00080016 or 0x00080018 or 0x0020000D or 0x0020000E or 0x00200052 => "UI",
        0x00080060 or 0x00280004 or 0x00280301 or 0x00180015 or 0x00180020 or 0x00185100 or 0x00080008 or 0x00080005 => "CS",
        0x00080070 or 0x00081090 => "LO",
        0x00180050 or 0x00180060 or 0x00180080 or 0x00180081 or 0x00180087 or 0x00180088 or 0x00181314 or 0x00280030 or 0x00281050 or 0x00281051 or 0x00281052 or 0x00281053 or 0x00200032 or 0x00200037 or 0x00201041 => "DS",
        0x00200011 or 0x00200013 or 0x00181151 or 0x00181152 or 0x00280008 => "IS",
        0x00280002 or 0x00280006 or 0x00280010 or 0x00280011 or 0x00280100 or 0x00280101 or 0x00280102 or 0x00280103 => "US",
        0x7FE00010 => "OW",
        _ => "UN",
    };
}
