using System.Text.Json;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Repositories;

/// <param name="Unit">Null for what has none.</param>
public sealed record FactWords(string Name, Words Title, Words? Unit);

/// <summary>Reads the facts of a revision, which programs wrote as one JSON object.</summary>
public static class Facts
{
    /// <returns>Null when the revision or the fact is missing, or is no number.</returns>
    public static double? Number(Revision? revision, string name) =>
        revision?.FactsJson is { ValueKind: JsonValueKind.Object } facts
        && facts.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <returns>A text, or several joined; null when there is neither.</returns>
    public static string? Text(Revision? revision, string name) =>
        revision?.FactsJson is { ValueKind: JsonValueKind.Object } facts && facts.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(one => one.ToString())),
                _ => null,
            }
            : null;
}
