using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Tsumugi.Client.Inference;

/// <summary>A named tensor as it travels: its elements in row-major order, as the binary extension writes them.</summary>
/// <param name="Raw">Little-endian elements without padding; a <c>BYTES</c> element has its length before it, as an unsigned 32-bit integer.</param>
public sealed record Tensor(string Name, Datatype Datatype, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Raw)
{
    public static Tensor OfFloats(string name, IReadOnlyList<long> shape, float[] values) =>
        new(name, Datatype.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    public static Tensor OfLongs(string name, long[] values) =>
        new(name, Datatype.I64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray());

    public static Tensor OfTexts(string name, IReadOnlyList<string> texts)
    {
        var raw = new MemoryStream();
        foreach (var text in texts)
            WriteText(raw, Encoding.UTF8.GetBytes(text));
        return new(name, Datatype.Bytes, [texts.Count], raw.ToArray());
    }

    public float[] ToFloats() => MemoryMarshal.Cast<byte, float>(Raw.Span).ToArray();

    public long[] ToLongs() => MemoryMarshal.Cast<byte, long>(Raw.Span).ToArray();

    public string[] ToTexts()
    {
        var texts = new List<string>();
        foreach (var element in Elements())
            texts.Add(Encoding.UTF8.GetString(element.Span));
        return [.. texts];
    }

    /// <returns>Product of the shape's sides.</returns>
    /// <exception cref="InvalidInferenceException">When a side is negative, or the product larger than any tensor.</exception>
    public static long CountOf(string name, IReadOnlyList<long> shape)
    {
        try
        {
            return shape.Aggregate(1L, (count, side) => side >= 0
                ? checked(count * side)
                : throw new InvalidInferenceException($"The shape of '{name}' has a negative side, {side}."));
        }
        catch (OverflowException)
        {
            throw new InvalidInferenceException($"The shape of '{name}' is larger than any tensor.");
        }
    }

    /// <exception cref="InvalidInferenceException">When the bytes are not as many elements as the shape says.</exception>
    internal void CheckSize()
    {
        var count = CountOf(Name, Shape);
        var there = Datatype.Size > 0 ? Raw.Length % Datatype.Size == 0 ? Raw.Length / Datatype.Size : -1 : Elements().Count();
        if (there < 0)
            throw new InvalidInferenceException($"The {Raw.Length} bytes of '{Name}' are no whole number of {Datatype.Name} elements.");
        if (there != count)
            throw new InvalidInferenceException($"'{Name}' has {there} elements, but its shape [{string.Join(", ", Shape)}] asks for {count}.");
    }

    internal void WriteData(Utf8JsonWriter json)
    {
        json.WriteStartArray("data");
        foreach (var element in Elements())
            Datatype.Write(element.Span, json);
        json.WriteEndArray();
    }

    internal static void WriteText(Stream raw, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        raw.Write(length);
        raw.Write(text);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Elements()
    {
        for (var at = 0; at < Raw.Length;)
        {
            var size = Datatype.Size;
            if (size == 0)
            {
                var length = Raw.Length - at < sizeof(uint) ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(Raw.Span[at..]);
                at += sizeof(uint);
                if (length > (uint)Math.Max(0, Raw.Length - at))
                    throw new InvalidInferenceException($"An element of '{Name}' at byte {at - sizeof(uint)} is longer than what is left of its {Raw.Length} bytes.");
                size = (int)length;
            }

            yield return Raw.Slice(at, size);
            at += size;
        }
    }
}
