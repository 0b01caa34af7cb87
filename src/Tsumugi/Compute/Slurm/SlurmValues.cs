using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Compute.Slurm;

/// <summary>A number as Slurm writes it: plain, or since v0.0.39 as <c>{"set":true,"infinite":false,"number":5}</c>.</summary>
[JsonConverter(typeof(SlurmNumberConverter))]
internal readonly record struct SlurmNumber(long? Value);

internal sealed class SlurmNumberConverter : JsonConverter<SlurmNumber>
{
    public override SlurmNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return new(reader.TryGetInt64(out var plain) ? plain : (long)reader.GetDouble());
            case JsonTokenType.StartObject:
                using (var document = JsonDocument.ParseValue(ref reader))
                {
                    var fields = document.RootElement;
                    var isSet = fields.TryGetProperty("set", out var set) && set.ValueKind == JsonValueKind.True;
                    var isInfinite = fields.TryGetProperty("infinite", out var infinite) && infinite.ValueKind == JsonValueKind.True;
                    return new(isSet && !isInfinite && fields.TryGetProperty("number", out var number) && number.TryGetInt64(out var value) ? value : null);
                }

            default:
                reader.Skip();
                return default;
        }
    }

    public override void Write(Utf8JsonWriter writer, SlurmNumber value, JsonSerializerOptions options) => throw new NotSupportedException("Only read.");
}

/// <summary>A word, or since v0.0.39 a list whose first one counts.</summary>
[JsonConverter(typeof(SlurmWordConverter))]
internal readonly record struct SlurmWord(string? Value);

internal sealed class SlurmWordConverter : JsonConverter<SlurmWord>
{
    public override SlurmWord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new(reader.GetString());
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return default;
        }

        string? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
                first ??= reader.GetString();
            else
                reader.Skip();
        }

        return new(first);
    }

    public override void Write(Utf8JsonWriter writer, SlurmWord value, JsonSerializerOptions options) => throw new NotSupportedException("Only read.");
}
