using System.Text.Json;

namespace Tsumugi.Torch.Recipes;

/// <summary>Texts and objects within a recipe.</summary>
internal sealed partial class RecipeReader
{
    private readonly List<(string Name, RecipeReader Reader)> _sections = [];

    public bool Has(string field) => recipe.TryGetProperty(field, out _);

    /// <param name="otherwise">What holds when the field is absent; without it the field must be there.</param>
    public string Text(string field, string? otherwise = null)
    {
        if (Find(field, otherwise is not null) is not { } found)
            return otherwise ?? "";
        if (found.ValueKind == JsonValueKind.String && found.GetString() is { Length: > 0 } text)
            return text;
        _errors.Add($"'{field}' is a text, not {found.GetRawText()}");
        return "";
    }

    /// <summary>A list of at least one text, all different.</summary>
    public IReadOnlyList<string> Texts(string field, IReadOnlyList<string>? otherwise = null)
    {
        if (Find(field, otherwise is not null) is not { } found)
            return otherwise ?? [];
        if (found.ValueKind == JsonValueKind.Array && found.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            List<string> texts = [.. found.EnumerateArray().Select(item => item.GetString()!)];
            if (texts.Count > 0 && texts.All(text => text.Length > 0) && texts.Distinct(StringComparer.Ordinal).Count() == texts.Count)
                return texts;
        }

        _errors.Add($"'{field}' is a list of different texts, not {found.GetRawText()}");
        return [];
    }

    /// <summary>An object of at least one text by name.</summary>
    public IReadOnlyDictionary<string, string> Map(string field)
    {
        if (Find(field, isOptional: false) is not { } found)
            return new Dictionary<string, string>();
        if (found.ValueKind == JsonValueKind.Object && found.EnumerateObject().Any() && found.EnumerateObject().All(row => row.Value.ValueKind == JsonValueKind.String && row.Value.GetString()!.Length > 0))
            return found.EnumerateObject().DistinctBy(row => row.Name).ToDictionary(row => row.Name, row => row.Value.GetString()!, StringComparer.Ordinal);
        _errors.Add($"'{field}' is an object of texts by name, not {found.GetRawText()}");
        return new Dictionary<string, string>();
    }

    /// <summary>An object that another reader reads; its errors are not among these.</summary>
    public JsonElement Whole(string field)
    {
        if (Find(field, isOptional: false) is { ValueKind: JsonValueKind.Object } found)
            return found;
        _errors.Add($"'{field}' is an object");
        return JsonElement.Parse("{}");
    }

    /// <summary>The fields of an object within; its errors are told with the object's name.</summary>
    public RecipeReader Section(string field)
    {
        if (Find(field, isOptional: false) is not { } found)
            return Nowhere();
        if (found.ValueKind == JsonValueKind.Object)
            return Within(field, found);
        _errors.Add($"'{field}' is an object, not {found.GetRawText()}");
        return Nowhere();
    }

    /// <summary>A list of at least one object.</summary>
    public IReadOnlyList<RecipeReader> Sections(string field)
    {
        if (Find(field, isOptional: false) is not { } found)
            return [];
        if (found.ValueKind == JsonValueKind.Array && found.GetArrayLength() > 0 && found.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
            return [.. found.EnumerateArray().Select((item, i) => Within($"{field}[{i}]", item))];
        _errors.Add($"'{field}' is a list of objects, not {found.GetRawText()}");
        return [];
    }

    private RecipeReader Within(string name, JsonElement section)
    {
        var reader = new RecipeReader(section);
        _sections.Add((name, reader));
        return reader;
    }

    /// <summary>Where a section is missing, what it lacks need not be told as well.</summary>
    private static RecipeReader Nowhere() => new(JsonElement.Parse("{}"));

    private IEnumerable<string> Faults() =>
    [
        .. _errors,
        .. recipe.EnumerateObject().Where(field => !_known.Contains(field.Name)).Select(field => $"'{field.Name}' is no field of it"),
        .. _sections.SelectMany(section => section.Reader.Faults().Select(fault => $"{section.Name}: {fault}")),
    ];
}
