using System.Text.Json;

namespace Tsumugi.Torch.Recipes;

/// <summary>Reads fields of a recipe, remembers every error, and refuses fields that nobody asked for.</summary>
internal sealed class RecipeReader(JsonElement recipe)
{
    private readonly List<string> _errors = [];
    private readonly HashSet<string> _known = ["kind", "description"];

    public int Integer(string field, int least, int most)
    {
        if (Find(field) is not { } found)
            return least;
        if (found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var value) && value >= least && value <= most)
            return value;
        _errors.Add($"'{field}' is a whole number from {least} to {most}, not {found.GetRawText()}");
        return least;
    }

    public double Number(string field, double least, double most)
    {
        if (Find(field) is not { } found)
            return least;
        if (found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out var value) && value >= least && value <= most)
            return value;
        _errors.Add($"'{field}' is a number from {least} to {most}, not {found.GetRawText()}");
        return least;
    }

    public string OneOf(string field, params IReadOnlyList<string> choices)
    {
        if (Find(field) is not { } found)
            return choices[0];
        if (found.ValueKind == JsonValueKind.String && found.GetString() is { } value && choices.Contains(value))
            return value;
        _errors.Add($"'{field}' is one of {string.Join(", ", choices)}, not {found.GetRawText()}");
        return choices[0];
    }

    public void Require(bool holds, string error)
    {
        if (!holds)
            _errors.Add(error);
    }

    /// <exception cref="InvalidRecipeException">When anything was wrong.</exception>
    public void ThrowIfWrong(string kind)
    {
        foreach (var field in recipe.EnumerateObject().Where(field => !_known.Contains(field.Name)))
            _errors.Add($"'{field.Name}' is no field of it");
        if (_errors.Count > 0)
            throw new InvalidRecipeException(kind, _errors);
    }

    private JsonElement? Find(string field)
    {
        _known.Add(field);
        if (recipe.TryGetProperty(field, out var found))
            return found;
        _errors.Add($"'{field}' is missing");
        return null;
    }
}
