using System.Buffers.Binary;
using System.Text.Json;

namespace Tsumugi.Client.Inference;

/// <summary>How elements of one type lie in a tensor's bytes (little-endian), and how they look as JSON.</summary>
/// <param name="Size">Bytes of an element; 0 for <c>BYTES</c>, whose elements carry their length in four bytes before them.</param>
public sealed record Datatype(string Name, int Size)
{
    public static readonly Datatype Bytes = new("BYTES", 0);
    public static readonly Datatype F32 = new("FP32", sizeof(float));
    public static readonly Datatype I64 = new("INT64", sizeof(long));

    private static readonly Dictionary<string, Datatype> Known = new[]
    {
        Bytes, F32, I64,
        new("BOOL", 1), new("UINT8", 1), new("UINT16", 2), new("UINT32", 4), new("UINT64", 8),
        new("INT8", 1), new("INT16", 2), new("INT32", 4), new("FP16", 2), new("FP64", 8),
    }.ToDictionary(type => type.Name);

    /// <exception cref="InvalidInferenceException">When there is no such type; the message lists those there are.</exception>
    public static Datatype Of(string name) => Known.TryGetValue(name, out var type)
        ? type
        : throw new InvalidInferenceException($"There is no datatype '{name}'; there are {string.Join(", ", Known.Keys)}.");

    /// <exception cref="InvalidInferenceException">When the value is not of this type, or out of its range.</exception>
    internal void Write(JsonElement value, Stream raw)
    {
        Span<byte> bytes = stackalloc byte[8];
        var fits = Name switch
        {
            "BOOL" => value.ValueKind is JsonValueKind.True or JsonValueKind.False && Put(bytes, value.GetBoolean()),
            "FP32" => IsNumber(value) && value.TryGetSingle(out var single) && float.IsFinite(single) && Put(bytes, single),
            "FP64" => IsNumber(value) && value.TryGetDouble(out var number) && double.IsFinite(number) && Put(bytes, number),
            "FP16" => throw new InvalidInferenceException("FP16 has no form in JSON; send it as binary data."),
            "INT64" => IsNumber(value) && value.TryGetInt64(out var signed) && Put(bytes, signed, long.MinValue, long.MaxValue),
            "INT32" => IsNumber(value) && value.TryGetInt64(out var signed) && Put(bytes, signed, int.MinValue, int.MaxValue),
            "INT16" => IsNumber(value) && value.TryGetInt64(out var signed) && Put(bytes, signed, short.MinValue, short.MaxValue),
            "INT8" => IsNumber(value) && value.TryGetInt64(out var signed) && Put(bytes, signed, sbyte.MinValue, sbyte.MaxValue),
            "UINT32" => IsNumber(value) && value.TryGetInt64(out var signed) && Put(bytes, signed, 0, uint.MaxValue),
            "UINT16" => IsNumber(value) && value.TryGetInt64(out var signed) && Put(bytes, signed, 0, ushort.MaxValue),
            "UINT8" => IsNumber(value) && value.TryGetInt64(out var signed) && Put(bytes, signed, 0, byte.MaxValue),
            "UINT64" => IsNumber(value) && value.TryGetUInt64(out var unsigned) && Put(bytes, unsigned),
            _ => value.ValueKind == JsonValueKind.String && PutText(value, raw),
        };
        if (!fits)
            throw new InvalidInferenceException($"{Clipped(value)} is not {Name}.");
        raw.Write(bytes[..Size]);
    }

    internal void Write(ReadOnlySpan<byte> element, Utf8JsonWriter json)
    {
        switch (Name)
        {
            case "BYTES": json.WriteStringValue(element); break;
            case "BOOL": json.WriteBooleanValue(element[0] != 0); break;
            case "FP32": WriteNumber(json, BinaryPrimitives.ReadSingleLittleEndian(element)); break;
            case "FP64": WriteNumber(json, BinaryPrimitives.ReadDoubleLittleEndian(element)); break;
            case "INT64": json.WriteNumberValue(BinaryPrimitives.ReadInt64LittleEndian(element)); break;
            case "INT32": json.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(element)); break;
            case "INT16": json.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(element)); break;
            case "INT8": json.WriteNumberValue((sbyte)element[0]); break;
            case "UINT64": json.WriteNumberValue(BinaryPrimitives.ReadUInt64LittleEndian(element)); break;
            case "UINT32": json.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(element)); break;
            case "UINT16": json.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(element)); break;
            case "UINT8": json.WriteNumberValue(element[0]); break;
            default: throw new InvalidInferenceException($"{Name} has no form in JSON; ask for it as binary data.");
        }
    }

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static bool Put(Span<byte> bytes, bool value)
    {
        bytes[0] = value ? (byte)1 : (byte)0;
        return true;
    }

    private static bool Put(Span<byte> bytes, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return true;
    }

    private static bool Put(Span<byte> bytes, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return true;
    }

    // Two's complement: the low bytes are those of the narrower type.
    private static bool Put(Span<byte> bytes, long value, long least, long most)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return value >= least && value <= most;
    }

    private static bool Put(Span<byte> bytes, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return true;
    }

    private static bool PutText(JsonElement value, Stream raw)
    {
        Tensor.WriteText(raw, System.Text.Encoding.UTF8.GetBytes(Fields.Read(value)));
        return true;
    }

    // JSON has no word for what is not a number.
    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    private static void WriteNumber(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    private static string Clipped(JsonElement value) => value.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : value.GetRawText();
}
