using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Merging.Configuration;
using Tsumugi.Models.Publishing;

namespace Tsumugi.Models.Integration;

/// <summary>Models of one architecture become one; the models that the configuration names are the inputs.</summary>
public sealed class MergeKind(PublishOutputs publish) : TrainingKind(publish), IJobKind
{
    public override string Name => MergeRecipe.Kind;

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) =>
        MergeRecipe.Read(recipe).Inputs.ToDictionary(input => input, _ => RepositoryKinds.Model, StringComparer.Ordinal);

    public bool TakesConfiguration => true;

    /// <summary>mergekit's file in place of the one that the recipe came with.</summary>
    public Outcome<Recipe> Configure(Recipe recipe, string text)
    {
        try
        {
            ConfigurationReader.Read(text);
        }
        catch (InvalidConfigurationException error)
        {
            return Refusal.Invalid(
                "bad-configuration",
                new($"統合の設定に誤りがあります：{string.Join("；", error.Faults)}", $"The merge's configuration is wrong: {string.Join("; ", error.Faults)}"),
                new("行ごとの説明に従って直してください。", "Mend it, line by line, as described."));
        }

        var json = JsonNode.Parse(recipe.Text)!.AsObject();
        json["configuration"] = text;
        return Recipe.Parse(recipe.Name, json.ToJsonString());
    }
}
