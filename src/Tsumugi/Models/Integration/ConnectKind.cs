using System.Text.Json;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Models.Publishing;

namespace Tsumugi.Models.Integration;

/// <summary>Models of different kinds become one space; the recipe names them, and the datasets whose pairs tie them together.</summary>
public sealed class ConnectKind(PublishModel publish) : TrainingKind(publish)
{
    public override string Name => "connect";

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (recipe.TryGetProperty("extends", out var extends) && extends.ValueKind == JsonValueKind.True)
            inputs["space"] = RepositoryKinds.Model;
        foreach (var part in recipe.GetProperty("parts").EnumerateArray())
            inputs[part.GetString()!] = RepositoryKinds.Model;
        foreach (var pairs in recipe.GetProperty("pairs").EnumerateArray())
            inputs[pairs.GetProperty("input").GetString()!] = RepositoryKinds.Dataset;
        return inputs;
    }
}
