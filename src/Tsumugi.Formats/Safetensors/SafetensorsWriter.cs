using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tsumugi.Formats.Safetensors;

/// <summary>Writes safetensors files: the same tensors and metadata give the same bytes, whatever their order.</summary>
public static class SafetensorsWriter
{
    /// <inheritdoc cref="Write(string, IReadOnlyDictionary{string, string}, IEnumerable{TensorSource})"/>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, string> metadata,
        IEnumerable<(string Name, TensorType Type, long[] Shape, ReadOnlyMemory<byte> Bytes)> tensors) =>
        Write(path, metadata, tensors.Select(tensor => new TensorSource(
            tensor.Name, tensor.Type, tensor.Shape, tensor.Bytes.Length, file => file.Write(tensor.Bytes.Span))));

    /// <summary>Wide types first, so that every tensor is aligned to its element; then by name.</summary>
    /// <remarks>The file is written beside its place under a temporary name, flushed to the disk and renamed: a reader
    /// sees the old file or the new one, never a part.</remarks>
    /// <exception cref="ArgumentException">A name is taken twice or reserved, or bytes and shape disagree.</exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, string> metadata,
        IEnumerable<TensorSource> tensors)
    {
        var ordered = Order(tensors);
        var header = Header(metadata, ordered);
        WholeFile.Write(path, file => Write(file, header, ordered));
    }

    /// <summary>The same bytes into a stream that tells its position; they are the caller's to keep.</summary>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IEnumerable<TensorSource> tensors)
    {
        var ordered = Order(tensors);
        Write(stream, Header(metadata, ordered), ordered);
    }

    private static void Write(Stream stream, byte[] header, List<TensorSource> ordered)
    {
        stream.Write(header);
        foreach (var tensor in ordered)
            tensor.Write(stream);
    }

    /// <summary>As the file has them, names and lengths checked.</summary>
    internal static List<TensorSource> Order(IEnumerable<TensorSource> tensors)
    {
        var ordered = tensors.OrderByDescending(tensor => tensor.Type.Bits()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        Check(ordered);
        return ordered;
    }

    private static void Check(List<TensorSource> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var (name, type, shape, length, _) in tensors)
        {
            if (!names.Add(name))
                throw new ArgumentException($"The tensor name '{name}' is taken twice or reserved.", nameof(tensors));
            if (TensorTypes.Count(shape) is not { } count || type.ByteLength(count) != length)
                throw new ArgumentException($"Tensor '{name}': {length} bytes do not fill [{string.Join(", ", shape)}] of {type}.", nameof(tensors));
        }
    }

    /// <summary>Length, JSON, and spaces up to a multiple of eight.</summary>
    internal static byte[] Header(
        IReadOnlyDictionary<string, string> metadata,
        List<TensorSource> tensors)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata);
            var offset = 0L;
            foreach (var (name, type, shape, length, _) in tensors)
                WriteTensor(writer, new(name, type, shape, offset, offset += length));
            writer.WriteEndObject();
        }
        var padded = (json.WrittenCount + 7) / 8 * 8;
        if (padded > SafetensorsHeader.MaxLength)
            throw new ArgumentException($"The header would take {padded} bytes; the format allows {SafetensorsHeader.MaxLength}.", nameof(tensors));
        var header = new byte[SafetensorsHeader.Prefix + padded];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, padded);
        json.WrittenSpan.CopyTo(header.AsSpan(SafetensorsHeader.Prefix));
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return;
        writer.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter writer, TensorInfo tensor)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", tensor.Type.ToString());
        writer.WriteStartArray("shape");
        foreach (var length in tensor.Shape)
            writer.WriteNumberValue(length);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(tensor.Start);
        writer.WriteNumberValue(tensor.End);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
