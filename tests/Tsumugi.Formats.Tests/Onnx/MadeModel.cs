using System.Text;

namespace Tsumugi.Formats.Tests.Onnx;

/// <summary>ONNX models put together field by field, so that any rule can be broken.</summary>
internal static class MadeModel
{
    /// <summary>A model of format version 8 and operator set 17.</summary>
    public static byte[] Of(params byte[][] graph) => [.. Field(1, 8), .. Field(8, Utf8(1, ""), Field(2, 17)), .. Field(7, graph)];

    public static byte[] Node(string operation, string domain = "", params byte[][] attributes) =>
        Field(1, [Utf8(1, "x"), Utf8(2, "y"), Utf8(4, operation), .. attributes.Select(attribute => Field(5, attribute)), Utf8(7, domain)]);

    /// <summary>A float of a graph whose numbers lie elsewhere.</summary>
    public static byte[] External(params (string Key, string Value)[] entries) => Field(5, Outside(entries));

    public static byte[] Outside(params (string Key, string Value)[] entries) =>
        [.. Field(1, 1), .. Field(2, 1), .. Utf8(8, "w"), .. entries.SelectMany(entry => Field(13, Utf8(1, entry.Key), Utf8(2, entry.Value))), .. Field(14, 1)];

    public static byte[] Utf8(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Field(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    public static byte[] Field(int field, params byte[][] content)
    {
        byte[] bytes = [.. content.SelectMany(part => part)];
        return [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];
    }

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
