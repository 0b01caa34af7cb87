using System.Text.Json;

namespace Tsumugi.Torch.Recipes;

/// <summary>Reads fields of a recipe, remembers every error, and refuses fields that nobody asked for.</summary>
internal sealed partial class RecipeReader(JsonElement recipe)
{
    private readonly List<string> _errors = [];
    private readonly HashSet<string> _known = ["kind", "description"];

    /// <param name="otherwise">What holds when the field is absent; without it the field must be there.</param>
    public int Integer(string field, int least, int most, int? otherwise = null)
    {
        if (Find(field, otherwise is not null) is not { } found)
            return otherwise ?? least;
        if (found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var value) && value >= least && value <= most)
            return value;
        _errors.Add($"'{field}' is a whole number from {least} to {most}, not {found.GetRawText()}");
        return least;
    }

    /// <inheritdoc cref="Integer"/>
    public double Number(string field, double least, double most, double? otherwise = null)
    {
        if (Find(field, otherwise is not null) is not { } found)
            return otherwise ?? least;
        if (found.ValueKind == JsonValueKind.Number && found.TryGetDouble(out var value) && value >= least && value <= most)
            return value;
        _errors.Add($"'{field}' is a number from {least} to {most}, not {found.GetRawText()}");
        return least;
    }

    /// <returns>False when the field is absent.</returns>
    public bool Flag(string field)
    {
        if (Find(field, isOptional: true) is not { } found)
            return false;
        if (found.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            _errors.Add($"'{field}' is true or false, not {found.GetRawText()}");
        return found.ValueKind == JsonValueKind.True;
    }

    public string OneOf(string field, params IReadOnlyList<string> choices) => OneOf(field, isOptional: false, choices);

    /// <summary>The first choice holds when the field is absent.</summary>
    public string OptionalOneOf(string field, params IReadOnlyList<string> choices) => OneOf(field, isOptional: true, choices);

    /// <summary>A list of different choices, in any order; it may be empty.</summary>
    public IReadOnlyList<string> SomeOf(string field, IReadOnlyList<string> otherwise, IReadOnlyList<string> choices)
    {
        if (Find(field, isOptional: true) is not { } found)
            return otherwise;
        if (found.ValueKind == JsonValueKind.Array && found.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            List<string> values = [.. found.EnumerateArray().Select(item => item.GetString()!)];
            if (values.All(choices.Contains) && values.Distinct().Count() == values.Count)
                return values;
        }

        _errors.Add($"'{field}' is a list of some of {string.Join(", ", choices)}, not {found.GetRawText()}");
        return otherwise;
    }

    public void Require(bool holds, string error)
    {
        if (!holds)
            _errors.Add(error);
    }

    /// <param name="fault">Null where nothing is wrong.</param>
    public void Refuse(string? fault)
    {
        if (fault is not null)
            _errors.Add(fault);
    }

    /// <exception cref="InvalidRecipeException">When anything was wrong.</exception>
    public void ThrowIfWrong(string kind)
    {
        List<string> faults = [.. Faults()];
        if (faults.Count > 0)
            throw new InvalidRecipeException(kind, faults);
    }

    private string OneOf(string field, bool isOptional, IReadOnlyList<string> choices)
    {
        if (Find(field, isOptional) is not { } found)
            return choices[0];
        if (found.ValueKind == JsonValueKind.String && found.GetString() is { } value && choices.Contains(value))
            return value;
        _errors.Add($"'{field}' is one of {string.Join(", ", choices)}, not {found.GetRawText()}");
        return choices[0];
    }

    private JsonElement? Find(string field, bool isOptional)
    {
        _known.Add(field);
        if (recipe.TryGetProperty(field, out var found))
            return found;
        if (!isOptional)
            _errors.Add($"'{field}' is missing");
        return null;
    }
}
