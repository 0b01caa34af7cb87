using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tsumugi.Torch.Encoders.Layouts;

/// <summary>A model's description cannot be followed: what it asks for is not here, or it is damaged.</summary>
public sealed class UnknownLayoutException(string file, IReadOnlyList<string> faults)
    : Exception($"{file} describes no encoder that can be run here: {string.Join("; ", faults)}.")
{
    public IReadOnlyList<string> Faults => faults;
}

/// <summary>Reads fields of a <c>config.json</c> and remembers every error.</summary>
internal sealed class ConfigFields(JsonObject json, string file)
{
    private readonly List<string> _faults = [];

    public int Integer(string field)
    {
        if (Value(field) is { } value && value.TryGetValue(out int number) && number >= 0)
            return number;
        _faults.Add($"'{field}' is no whole number");
        return 1;
    }

    public double Number(string field, double absent)
    {
        if (Value(field) is not { } value)
            return absent;
        if (value.TryGetValue(out double number))
            return number;
        _faults.Add($"'{field}' is no number");
        return absent;
    }

    public bool Flag(string field) => Value(field) is { } value && value.GetValueKind() == JsonValueKind.True;

    public void Expect(string field, string wanted)
    {
        var found = Value(field) is { } value && value.TryGetValue(out string? text) ? text : null;
        if (found != wanted)
            _faults.Add($"'{field}' is {found ?? "missing"}; known is {wanted}");
    }

    public void ExpectNot(string field)
    {
        if (Flag(field))
            _faults.Add($"'{field}' is set, which is not known here");
    }

    /// <exception cref="UnknownLayoutException">When anything was wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_faults.Count > 0)
            throw new UnknownLayoutException(file, _faults);
    }

    private JsonValue? Value(string field) => json[field] as JsonValue;
}
