using System.Text.Json;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Models.Publishing;

namespace Tsumugi.Models.Integration;

/// <summary>Models of different kinds become one space; the recipe names them, and the datasets whose pairs tie them together.</summary>
public sealed class ConnectKind(PublishOutputs publish) : TrainingKind(publish)
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

/// <summary>A trunk over a connected model, taught from rows that some of its parts read.</summary>
public sealed class FuseKind(PublishOutputs publish) : TrainingKind(publish)
{
    public override string Name => "fuse";

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["space"] = RepositoryKinds.Model,
        [recipe.GetProperty("rows").GetProperty("input").GetString()!] = RepositoryKinds.Dataset,
    };
}
