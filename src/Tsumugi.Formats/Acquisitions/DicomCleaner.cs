using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>Writes a DICOM file again without what identifies people. Stricter than the Basic Application Level Confidentiality Profile (PS3.15, annex E): not what is
/// known to identify is left out, but all that is not known to be harmless (every text, date, private element, overlay and sequence).</summary>
/// <param name="key">Unique identifiers are replaced by ones that follow from this key, so that files of one series stay together; whoever lacks it cannot tell which they were.</param>
public sealed class DicomCleaner(byte[] key)
{
    private const string Remedy = "Have it cleaned by the archive it comes from, and put it into a folder that is captured afterwards.";

    /// <summary>Written by instruments that show patients' data in the picture.</summary>
    private static readonly string[] Burning = ["US", "SC", "OT", "XC", "ES", "GM", "DOC"];

    private static readonly string[] Numbers = ["DS", "IS", "CS", "FD", "FL", "US", "SS", "UL", "SL", "AT"];

    private static readonly Dictionary<uint, string> Names = new()
    {
        [0x00080060] = "modality",
        [0x00080070] = "instrument manufacturer",
        [0x00081090] = "instrument model",
        [0x00180015] = "body part",
        [0x00180050] = "slice thickness (mm)",
        [0x00180060] = "tube voltage (kV)",
        [0x00180080] = "repetition time (ms)",
        [0x00180081] = "echo time (ms)",
        [0x00180087] = "field strength (T)",
        [0x00181151] = "tube current (mA)",
        [0x00280010] = "rows",
        [0x00280011] = "columns",
        [0x00280008] = "frames",
        [0x00280030] = "pixel spacing (mm)",
        [0x00280100] = "bits allocated",
    };

    /// <summary>Whether a file is one, by its preamble. The stream is left where the preamble ends.</summary>
    public static bool IsDicom(Stream file)
    {
        var head = new byte[132];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan(128).SequenceEqual("DICM"u8);
    }

    /// <param name="file">From its first byte on.</param>
    /// <param name="name">For messages; it does not go into the copy.</param>
    /// <returns>Its settings, and the new identifiers of its series and of itself, to be named by.</returns>
    /// <exception cref="InvalidFileException">It cannot be read, or cannot be cleaned; nothing of <paramref name="copy"/> may be used then.</exception>
    public (Acquisition Settings, string Series, string Instance) Clean(Stream file, string name, Stream copy)
    {
        var reader = new DicomReader(file, name);
        if (!IsDicom(file))
            throw reader.Fault("preamble", "It is no DICOM file.");
        var syntax = Meta(reader);
        reader.Explicit = syntax != "1.2.840.10008.1.2";
        if (syntax is "1.2.840.10008.1.2.2" or "1.2.840.10008.1.2.1.99")
            throw reader.Fault("transfer syntax", $"Files of the transfer syntax {syntax} are not cleaned.", "Export it as little endian, not deflated.");
        var (settings, body, texts) = (new Acquisition(), new MemoryStream(), new Dictionary<uint, string>());
        settings.Set("format", "DICOM");
        var classId = "";
        for (var next = reader.Next(); next is { } element; next = reader.Next())
        {
            if (element.Tag == 0x7FE00010)
            {
                Ask(reader, texts);
                Begin(copy, syntax, classId, Instance(texts));
                copy.Write(Removed(reader.Explicit, body.ToArray()));
                Pixels(reader, element, copy);
                return (settings, texts.GetValueOrDefault(0x0020000Eu, "series"), Instance(texts));
            }

            if (!Keeps(element))
            {
                reader.Skip(element);
                continue;
            }

            var value = reader.Bytes(element.Length);
            var text = Text(element, value);
            if (element.Tag == 0x00080016)
                classId = text;
            else if (element.Representation == "UI")
                (text, value) = (New(text), Padded(New(text)));
            texts[element.Tag] = text;
            if (Names.TryGetValue(element.Tag, out var title))
                settings.Set(title, text);
            Write(body, reader.Explicit, element, value);
        }

        throw reader.Fault("pixel data", "It holds no picture; reports and other documents are not captured.", Remedy);
    }

    /// <summary>The file's meta information, which is always explicit. Its length comes first, and says where the data set begins.</summary>
    /// <returns>The transfer syntax.</returns>
    private static string Meta(DicomReader reader)
    {
        if (reader.Next() is not { Tag: 0x00020000, Length: 4 })
            throw reader.Fault("meta information", "It does not begin with its length.");
        var (length, syntax) = (BinaryPrimitives.ReadUInt32LittleEndian(reader.Bytes(4)), "");
        for (var end = reader.At + length; reader.At < end;)
        {
            var element = reader.Next() ?? throw reader.Fault("meta information", "The file ends within it.");
            if (element.Tag == 0x00020010)
                syntax = Text(element, reader.Bytes(element.Length));
            else
                reader.Skip(element);
        }

        return syntax.Length > 0 ? syntax : throw reader.Fault("transfer syntax", "It is missing.");
    }

    private static bool Keeps(DicomElement element) => element.Length != DicomElement.Undefined && element.Group switch
    {
        0x0008 => element.Tag is 0x00080005 or 0x00080008 or 0x00080016 or 0x00080018 or 0x00080060 or 0x00080070 or 0x00081090,
        0x0018 => Numbers.Contains(element.Representation),
        0x0020 => element.Representation == "UI" || Numbers.Contains(element.Representation),
        0x0028 => Numbers.Contains(element.Representation) || element.Representation is "OW" or "OB",
        _ => false,
    };

    private static void Ask(DicomReader reader, Dictionary<uint, string> texts)
    {
        var (burned, modality) = (texts.GetValueOrDefault(0x00280301u, ""), texts.GetValueOrDefault(0x00080060u, ""));
        if (burned == "YES" || (burned != "NO" && Burning.Contains(modality)))
            throw reader.Fault("(0028,0301)", burned == "YES" ? "Names are burned into the picture." : $"Pictures of the modality {modality} often show names, and it does not say that this one does not.", Remedy);
    }

    private static string Instance(Dictionary<uint, string> texts) => texts.GetValueOrDefault(0x00080018u, "instance");

    private static string Text(DicomElement element, byte[] value) => element.Representation switch
    {
        "US" when value.Length >= 2 => BinaryPrimitives.ReadUInt16LittleEndian(value).ToString(CultureInfo.InvariantCulture),
        "FD" when value.Length >= 8 => BinaryPrimitives.ReadDoubleLittleEndian(value).ToString(CultureInfo.InvariantCulture),
        "OW" or "OB" => "",
        _ => Encoding.ASCII.GetString(value).TrimEnd('\0', ' '),
    };

    /// <summary>As PS3.5, annex B.2 writes a UUID: 2.25. and 128 bits as a decimal number.</summary>
    private string New(string identifier) =>
        $"2.25.{new BigInteger(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(identifier)).AsSpan(0, 16), isUnsigned: true)}";

    private static byte[] Padded(string identifier) => Encoding.ASCII.GetBytes(identifier.Length % 2 == 0 ? identifier : identifier + "\0");

    private static void Begin(Stream copy, string syntax, string classId, string instance)
    {
        var meta = new MemoryStream();
        Write(meta, true, new(2, 1, "OB", 2), [0, 1]);
        Write(meta, true, new(2, 2, "UI", 0), Padded(classId));
        Write(meta, true, new(2, 3, "UI", 0), Padded(instance));
        Write(meta, true, new(2, 0x10, "UI", 0), Padded(syntax));
        Write(meta, true, new(2, 0x12, "UI", 0), Padded("2.25.329800735698586629295641978511506172918"));
        copy.Write(new byte[128]);
        copy.Write("DICM"u8);
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)meta.Length);
        Write(copy, true, new(2, 0, "UL", 4), length);
        meta.WriteTo(copy);
    }

    /// <summary>The kept elements with the statement that identity was removed, in the order of tags.</summary>
    private static byte[] Removed(bool @explicit, byte[] body)
    {
        var all = new MemoryStream();
        var at = 0;
        while (at < body.Length && BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(at)) < 0x0012)
            at += SizeAt(@explicit, body, at);
        all.Write(body.AsSpan(0, at));
        Write(all, @explicit, new(0x0012, 0x0062, "CS", 0), "YES "u8.ToArray());
        Write(all, @explicit, new(0x0012, 0x0063, "LO", 0), "Tsumugi: only codes and numbers are kept"u8.ToArray());
        all.Write(body.AsSpan(at));
        return all.ToArray();
    }

    private static int SizeAt(bool @explicit, byte[] body, int at) => !@explicit
        ? 8 + BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at + 4))
        : Encoding.ASCII.GetString(body, at + 4, 2) is "OB" or "OW" or "UN"
            ? 12 + BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at + 8))
            : 8 + BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(at + 6));

    private static void Write(Stream to, bool @explicit, DicomElement element, byte[] value)
    {
        var head = new byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(head, element.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), element.Number);
        if (!@explicit)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), (uint)value.Length);
            to.Write(head, 0, 8);
        }
        else
        {
            Encoding.ASCII.GetBytes(element.Representation, head.AsSpan(4));
            var isLong = element.Representation is "OB" or "OW" or "UN";
            if (isLong)
                BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(8), (uint)value.Length);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), checked((ushort)value.Length));
            to.Write(head, 0, isLong ? 12 : 8);
        }

        to.Write(value);
    }

    /// <summary>The picture as it is, packed or not; what stands behind it is left out.</summary>
    private static void Pixels(DicomReader reader, DicomElement element, Stream copy)
    {
        void Head(DicomElement one)
        {
            var head = new byte[12];
            BinaryPrimitives.WriteUInt16LittleEndian(head, one.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), one.Number);
            var isLong = reader.Explicit && one.Group != 0xFFFE;
            if (isLong)
                Encoding.ASCII.GetBytes(one.Representation, head.AsSpan(4));
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(isLong ? 8 : 4), one.Length);
            copy.Write(head, 0, isLong ? 12 : 8);
        }

        Head(element);
        if (element.Length != DicomElement.Undefined)
        {
            reader.Copy(element.Length, copy);
            return;
        }

        while (reader.Next() is { } fragment)
        {
            Head(fragment);
            if (fragment.Tag == 0xFFFEE0DD)
                return;
            if (fragment.Tag != 0xFFFEE000 || fragment.Length == DicomElement.Undefined)
                throw reader.Fault("pixel data", "Its fragments are broken.");
            reader.Copy(fragment.Length, copy);
        }

        throw reader.Fault("pixel data", "It does not end.");
    }
}
