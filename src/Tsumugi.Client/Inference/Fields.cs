using System.Text.Json;

namespace Tsumugi.Client.Inference;

/// <summary>Reads what a body must have, and says what it lacks.</summary>
internal static class Fields
{
    public static string Text(JsonElement owner, string name, string whose) => OptionalText(owner, name, whose)
        ?? throw new InvalidInferenceException($"{whose} has no '{name}'.");

    public static string? OptionalText(JsonElement owner, string name, string whose)
    {
        CheckObject(owner, whose);
        if (!owner.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? Read(value) : throw new InvalidInferenceException($"'{name}' of {Lower(whose)} is no text.");
    }

    public static IEnumerable<JsonElement> Array(JsonElement owner, string name, string whose)
    {
        CheckObject(owner, whose);
        if (!owner.TryGetProperty(name, out var value))
            throw new InvalidInferenceException($"{whose} has no '{name}'.");
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new InvalidInferenceException($"'{name}' of {Lower(whose)} is no list.");
    }

    /// <returns>Null when it is not given.</returns>
    public static JsonElement? Parameter(JsonElement owner, string name, string whose)
    {
        CheckObject(owner, whose);
        if (!owner.TryGetProperty("parameters", out var parameters))
            return null;
        CheckObject(parameters, "'parameters'");
        return parameters.TryGetProperty(name, out var value) ? value : null;
    }

    public static bool Bool(JsonElement value, string name) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw new InvalidInferenceException($"{name} is neither true nor false.");

    /// <param name="text">A JSON string.</param>
    public static string Read(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidInferenceException("A text holds half a character (an unpaired surrogate).");
        }
    }

    private static void CheckObject(JsonElement owner, string whose)
    {
        if (owner.ValueKind != JsonValueKind.Object)
            throw new InvalidInferenceException($"{whose} is no JSON object.");
    }

    private static string Lower(string whose) => char.ToLowerInvariant(whose[0]) + whose[1..];
}
