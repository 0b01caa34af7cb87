using System.Text.Json;

namespace Tsumugi.Client.Compute;

/// <summary>Values of a recipe as people type them: <c>0.001</c>, <c>true</c>, <c>masked</c>, <c>[1, 2]</c>; several with commas between.</summary>
public static class ValueText
{
    /// <returns>One value or more; what is no JSON is a text.</returns>
    public static IReadOnlyList<JsonElement> Read(string text)
    {
        try
        {
            return [.. JsonSerializer.Deserialize<JsonElement>($"[{text}]").EnumerateArray()];
        }
        catch (JsonException)
        {
            return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(One)];
        }
    }

    private static JsonElement One(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }
}
