using System.Text.Json;

namespace Tsumugi.Merging.Configuration;

/// <summary>A hub's recipe of the kind <c>merge</c>: mergekit's file in its field <c>configuration</c>, as a text or as JSON.</summary>
public static class MergeRecipe
{
    public const string Kind = "merge";

    private const string Field = "configuration";

    private static readonly HashSet<string> Known = ["kind", "description", Field];

    /// <exception cref="InvalidConfigurationException">With every error at once.</exception>
    public static MergeConfiguration Read(JsonElement recipe)
    {
        List<ConfigurationFault> strange = [.. recipe.EnumerateObject().Where(field => !Known.Contains(field.Name)).Select(field => new ConfigurationFault(0, field.Name, "a recipe of merge has no such field"))];
        if (!recipe.TryGetProperty(Field, out var configuration) || configuration.ValueKind is not (JsonValueKind.String or JsonValueKind.Object))
            strange.Add(new(0, Field, "mergekit's file is expected, as a text or as JSON"));
        return strange.Count == 0
            ? ConfigurationReader.Read(configuration.ValueKind == JsonValueKind.String ? configuration.GetString()! : configuration.GetRawText())
            : throw new InvalidConfigurationException(strange);
    }
}
