using System.Text.Json;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <param name="Text">The whole recipe as JSON, comments removed.</param>
public sealed record Recipe(string Name, string Kind, Words Description, string Text);

/// <summary>The recipes that ship with the hub: one JSON file each.</summary>
public sealed class Recipes(HubOptions options)
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(options.RecipeFolder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public async Task<Outcome<Recipe>> FindAsync(string name, CancellationToken stop)
    {
        var path = Path.Combine(options.RecipeFolder, name + ".json");
        if (!ShortName.IsValid(name) || !File.Exists(path))
        {
            return Refusal.NotFound(
                new($"レシピ「{name}」はありません。", $"There is no recipe '{name}'."),
                new($"使えるもの：{string.Join("、", Names)}。", $"Available: {string.Join(", ", Names)}."));
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(path, stop), Reading);
        var root = document.RootElement;
        var description = root.GetProperty("description");
        return new Recipe(
            name,
            root.GetProperty("kind").GetString()!,
            new(description.GetProperty("ja").GetString()!, description.GetProperty("en").GetString()!),
            JsonSerializer.Serialize(root));
    }
}
