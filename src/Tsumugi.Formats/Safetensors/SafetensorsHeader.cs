using System.Text.Json;
using System.Text.Unicode;

namespace Tsumugi.Formats.Safetensors;

/// <summary>Parses the JSON header and enforces the format's rules on its syntax.</summary>
/// <remarks>Written against untrusted files: one pass, no document tree, every number checked.</remarks>
internal ref struct SafetensorsHeader
{
    /// <summary>The format's own cap on the header, 100 MB.</summary>
    public const int MaxLength = 100_000_000;

    /// <summary>Bytes before the header: its length.</summary>
    public const int Prefix = 8;

    private readonly string _file;
    private Utf8JsonReader _json;
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _metadata;

    private SafetensorsHeader(string file, ReadOnlySpan<byte> header)
    {
        _file = file;
        _json = new(header);
    }

    public static (Dictionary<string, TensorInfo> Tensors, Dictionary<string, string> Metadata) Parse(string file, ReadOnlySpan<byte> header)
    {
        if (header.Length == 0 || header[0] != '{')
            throw SafetensorsFault.At(SafetensorsRule.Header, file, Prefix, "header", "The header does not begin with '{'.");
        if (!Utf8.IsValid(header))
            throw SafetensorsFault.At(SafetensorsRule.Header, file, Prefix, "header", "The header is not UTF-8.");
        var parser = new SafetensorsHeader(file, header);
        try
        {
            parser.ParseRoot();
        }
        catch (JsonException e)
        {
            throw SafetensorsFault.At(SafetensorsRule.Header, file, Prefix + parser._json.BytesConsumed, "header", $"The header is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // A name with an escaped half of a surrogate pair.
            throw parser.Fault(SafetensorsRule.Header, "header", $"A string of the header is not text: {e.Message}", e);
        }
        return (parser._tensors, parser._metadata ?? new(StringComparer.Ordinal));
    }

    private void ParseRoot()
    {
        _json.Read();
        while (NextName() is { } name)
        {
            if (name == "__metadata__")
                ParseMetadata();
            else if (!_tensors.TryAdd(name, ParseTensor(name)))
                throw Fault(SafetensorsRule.Duplicate, name, "The tensor is named twice.");
        }
        // Throws on anything but white space after the object.
        _json.Read();
    }

    private void ParseMetadata()
    {
        if (_metadata is not null)
            throw Fault(SafetensorsRule.Duplicate, "__metadata__", "The field is there twice.");
        _metadata = new(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, "__metadata__", "an object of strings");
        while (NextName() is { } key)
        {
            Expect(JsonTokenType.String, $"__metadata__.{key}", "a string");
            if (!_metadata.TryAdd(key, _json.GetString()!))
                throw Fault(SafetensorsRule.Duplicate, $"__metadata__.{key}", "The key is there twice.");
        }
    }

    private TensorInfo ParseTensor(string name)
    {
        Expect(JsonTokenType.StartObject, name, "an object");
        var position = Prefix + _json.TokenStartIndex;
        TensorType? type = null;
        long[]? shape = null, offsets = null;
        while (NextName() is { } field)
        {
            var repeated = field switch
            {
                "dtype" => Set(ref type, ParseType(name)),
                "shape" => Set(ref shape, ParseNumbers($"{name}.shape")),
                "data_offsets" => Set(ref offsets, ParseNumbers($"{name}.data_offsets")),
                _ => throw Fault(SafetensorsRule.Field, $"{name}.{field}", "The format has no such field."),
            };
            if (repeated)
                throw Fault(SafetensorsRule.Duplicate, $"{name}.{field}", "The field is there twice.");
        }
        if (type is null || shape is null || offsets is null)
            throw Fault(SafetensorsRule.Field, name, "dtype, shape or data_offsets is absent.");
        if (offsets.Length != 2)
            throw Fault(SafetensorsRule.Field, $"{name}.data_offsets", $"Two numbers are expected, {offsets.Length} are there.");
        return new(name, type.Value, shape, offsets[0], offsets[1]) { HeaderByte = position };
    }

    private TensorType ParseType(string name)
    {
        Expect(JsonTokenType.String, $"{name}.dtype", "a string");
        var word = _json.GetString()!;
        // TryParse alone would also take "3" and "F32,F64".
        return Enum.TryParse<TensorType>(word, out var type) && type.ToString() == word
            ? type
            : throw Fault(SafetensorsRule.ElementType, $"{name}.dtype", $"The element type '{SafetensorsFault.Short(word)}' is unknown. Known: {string.Join(", ", Enum.GetNames<TensorType>())}.");
    }

    private long[] ParseNumbers(string field)
    {
        Expect(JsonTokenType.StartArray, field, "an array of whole numbers");
        var numbers = new List<long>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var number) || number < 0)
                throw Fault(SafetensorsRule.Field, field, "A whole number from 0 to 2⁶³-1 is expected.");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static bool Set<T>(ref T? field, T value)
    {
        var repeated = field is not null;
        field = value;
        return repeated;
    }

    private string? NextName() =>
        _json.Read() && _json.TokenType == JsonTokenType.PropertyName ? _json.GetString() : null;

    private void Expect(JsonTokenType type, string field, string words)
    {
        _json.Read();
        if (_json.TokenType != type)
            throw Fault(SafetensorsRule.Field, field, $"Expected {words}.");
    }

    private readonly InvalidFileException Fault(SafetensorsRule rule, string field, string problem, Exception? cause = null) =>
        SafetensorsFault.At(rule, _file, Prefix + _json.TokenStartIndex, field, problem, cause);
}
