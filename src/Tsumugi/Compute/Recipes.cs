using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <param name="Text">The whole recipe as JSON, comments removed.</param>
public sealed record Recipe(string Name, string Kind, Words Description, string Text)
{
    // Only ever shown as text that its page encodes.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonElement Json { get; } = JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The text as a person reads it.</summary>
    public string Indented => JsonSerializer.Serialize(Json, Readable);

    /// <summary>What of it a person writes anew for another: without its kind and description, and the task that it came from.</summary>
    public string Body => JsonSerializer.Serialize(Json.EnumerateObject().Where(part => part.Name is not ("kind" or "description" or "task")).ToDictionary(part => part.Name, part => part.Value), Readable);

    /// <exception cref="JsonException">When it is no JSON; shipped recipes and those of jobs always are.</exception>
    public static Recipe Parse(string name, string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var root = document.RootElement;
        var description = root.GetProperty("description");
        return new(
            name,
            root.GetProperty("kind").GetString()!,
            new(description.GetProperty("ja").GetString()!, description.GetProperty("en").GetString()!),
            JsonSerializer.Serialize(root));
    }
}

/// <summary>The recipes that ship with the hub: one JSON file each.</summary>
public sealed class Recipes(HubOptions options)
{
    private readonly ConcurrentDictionary<string, (DateTime At, Recipe Recipe)> _read = new(StringComparer.Ordinal);

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

        // Read again only when the file has changed.
        var at = File.GetLastWriteTimeUtc(path);
        if (_read.TryGetValue(name, out var known) && known.At == at)
            return known.Recipe;
        var recipe = Recipe.Parse(name, await File.ReadAllTextAsync(path, stop));
        _read[name] = (at, recipe);
        return recipe;
    }
}
