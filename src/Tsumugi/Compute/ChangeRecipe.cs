using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute;

/// <summary>A recipe with some of its values in place of its own. Pure. What the values mean is the worker's to judge; here they must be there and of the same type.</summary>
public static class ChangeRecipe
{
    /// <summary>What they say decides which inputs and outputs a job has.</summary>
    private static readonly string[] Fixed = ["kind", "description"];

    /// <param name="changes">Path → value; the parts of a path are names of fields, or places in a list from 0, joined by dots.</param>
    public static Outcome<Recipe> Run(Recipe recipe, IReadOnlyDictionary<string, JsonElement> changes)
    {
        var (root, faults) = (JsonNode.Parse(recipe.Text)!, new FieldFaults());
        foreach (var (path, value) in changes)
            faults.Refuse($"changes.{path}", Put(root, path, value));
        return faults.ToRefusal("bad-changes") is { } refusal ? refusal : Recipe.Parse(recipe.Name, root.ToJsonString());
    }

    /// <summary>What makes one recipe of another: the changes with which <see cref="Run"/> gives it. Fields that only one of them has are none.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Between(JsonElement before, JsonElement after)
    {
        var changes = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        Compare(before, after, "");
        return changes;

        void Compare(JsonElement one, JsonElement other, string under)
        {
            foreach (var field in one.EnumerateObject().Where(field => under.Length > 0 || !Fixed.Contains(field.Name)))
            {
                if (!other.TryGetProperty(field.Name, out var now) || JsonElement.DeepEquals(field.Value, now))
                    continue;
                if (field.Value.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
                    Compare(field.Value, now, $"{under}{field.Name}.");
                else
                    changes[under + field.Name] = now;
            }
        }
    }

    /// <returns>What is wrong, or null.</returns>
    private static Words? Put(JsonNode root, string path, JsonElement value)
    {
        var parts = path.Split('.');
        if (Fixed.Contains(parts[0]))
            return new($"{parts[0]} は変えられません。", $"{parts[0]} cannot be changed.");
        var at = root;
        foreach (var part in parts[..^1])
        {
            if (Find(at, part) is not { } next)
                return Missing(at, part);
            at = next;
        }

        if (Find(at, parts[^1]) is not { } old)
            return Missing(at, parts[^1]);
        if (TypeOf(old.GetValueKind()) != TypeOf(value.ValueKind) || value.ValueKind == JsonValueKind.Object)
            return new($"いまの値は {old.ToJsonString()} です。同じ型の値を書いてください。", $"It is {old.ToJsonString()} now; give a value of the same type.");
        if (at is JsonArray list)
            list[int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(value.GetRawText());
        else
            at[parts[^1]] = JsonNode.Parse(value.GetRawText());
        return null;
    }

    private static JsonNode? Find(JsonNode at, string part) => at switch
    {
        JsonObject fields => fields[part],
        JsonArray list when int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var place) && place < list.Count => list[place],
        _ => null,
    };

    private static JsonValueKind TypeOf(JsonValueKind kind) => kind == JsonValueKind.False ? JsonValueKind.True : kind;

    private static Words Missing(JsonNode at, string part)
    {
        var there = at switch
        {
            JsonObject fields => string.Join(", ", fields.Select(field => field.Key).Except(Fixed)),
            JsonArray { Count: > 0 } list => $"0–{list.Count - 1}",
            _ => "",
        };
        return there.Length == 0
            ? new($"「{part}」はありません。", $"There is no '{part}'.")
            : new($"「{part}」はありません。あるもの：{there}。", $"There is no '{part}'; there are {there}.");
    }
}
