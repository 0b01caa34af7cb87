using System.Buffers;
using System.Text.Json;

namespace Tsumugi.Client.Inference;

/// <summary>A body of the Open Inference Protocol: JSON, and behind it what the binary tensor data extension adds.</summary>
/// <param name="HeaderLength">Bytes of the JSON when binary data follow it, for <see cref="LengthHeader"/>; else null.</param>
public sealed record InferBody(ReadOnlyMemory<byte> Bytes, long? HeaderLength)
{
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>What <c>/v2</c> calls the extension.</summary>
    public const string Extension = "binary_tensor_data";

    public string ContentType => HeaderLength is null ? "application/json" : "application/octet-stream";

    internal static Parts Split(ReadOnlyMemory<byte> body, long? headerLength)
    {
        if (headerLength is { } length && (length < 0 || length > body.Length))
            throw new InvalidInferenceException($"{LengthHeader} is {length}, but the body has {body.Length} bytes.");
        var json = (int)(headerLength ?? body.Length);
        return new(body[..json], body[json..]);
    }

    internal static InferBody Write(Action<Utf8JsonWriter> fields, string name, IReadOnlyList<Tensor> tensors, Func<string, bool> isBinary)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteStartArray(name);
            foreach (var tensor in tensors)
                WriteTensor(json, tensor, isBinary(tensor.Name));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        var binary = tensors.Where(tensor => isBinary(tensor.Name)).ToList();
        var header = buffer.WrittenCount;
        foreach (var tensor in binary)
            buffer.Write(tensor.Raw.Span);
        return new(buffer.WrittenMemory, binary.Count == 0 ? null : header);
    }

    internal static void WriteParameter(Utf8JsonWriter json, string name, bool value)
    {
        json.WriteStartObject("parameters");
        json.WriteBoolean(name, value);
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, Tensor tensor, bool binary)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Name);
        json.WriteString("datatype", tensor.Datatype.Name);
        json.WriteStartArray("shape");
        foreach (var side in tensor.Shape)
            json.WriteNumberValue(side);
        json.WriteEndArray();
        if (binary)
        {
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", tensor.Raw.Length);
            json.WriteEndObject();
        }
        else
        {
            tensor.WriteData(json);
        }

        json.WriteEndObject();
    }

    /// <summary>The two parts while they are read; tensors take their share of the second in order.</summary>
    internal sealed class Parts(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> binary)
    {
        private int _at;

        public JsonDocument Parse()
        {
            try
            {
                var document = JsonDocument.Parse(json);
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? document
                    : throw new InvalidInferenceException("The body is no JSON object.");
            }
            catch (JsonException error)
            {
                throw new InvalidInferenceException($"The body is no JSON: {error.Message}");
            }
        }

        public Tensor ReadTensor(JsonElement tensor)
        {
            var name = Fields.Text(tensor, "name", "A tensor");
            var type = Datatype.Of(Fields.Text(tensor, "datatype", $"'{name}'"));
            var shape = Fields.Array(tensor, "shape", $"'{name}'")
                .Select(side => side.ValueKind == JsonValueKind.Number && side.TryGetInt64(out var length) ? length : throw Odd(name)).ToList();
            var raw = Fields.Parameter(tensor, "binary_data_size", $"'{name}'") is { } size
                ? Take(tensor, name, size)
                : FromJson(name, type, Fields.Array(tensor, "data", $"'{name}'"));
            var read = new Tensor(name, type, shape, raw);
            read.CheckSize();
            return read;
        }

        public void CheckAllRead()
        {
            if (_at < binary.Length)
                throw new InvalidInferenceException($"{binary.Length - _at} bytes of binary data belong to no tensor.");
        }

        private ReadOnlyMemory<byte> Take(JsonElement tensor, string name, JsonElement size)
        {
            if (tensor.TryGetProperty("data", out _))
                throw new InvalidInferenceException($"'{name}' has both data and binary_data_size; give one.");
            if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out var length) || length < 0)
                throw new InvalidInferenceException($"binary_data_size of '{name}' is no number of bytes.");
            if (length > binary.Length - _at)
                throw new InvalidInferenceException($"'{name}' should have {length} bytes, but {binary.Length - _at} are left; does {LengthHeader} give the length of the JSON?");
            var taken = binary.Slice(_at, (int)length);
            _at += (int)length;
            return taken;
        }

        private static ReadOnlyMemory<byte> FromJson(string name, Datatype type, IEnumerable<JsonElement> data)
        {
            var raw = new MemoryStream();
            try
            {
                foreach (var element in data)
                    WriteNested(type, element, raw);
            }
            catch (InvalidInferenceException error)
            {
                throw new InvalidInferenceException($"In the data of '{name}': {error.Message}");
            }

            return raw.ToArray();
        }

        // Data may be flat or nested as the shape is.
        private static void WriteNested(Datatype type, JsonElement element, MemoryStream raw)
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                type.Write(element, raw);
                return;
            }

            foreach (var inner in element.EnumerateArray())
                WriteNested(type, inner, raw);
        }

        private static InvalidInferenceException Odd(string name) => new($"The shape of '{name}' is no list of whole numbers.");
    }
}
