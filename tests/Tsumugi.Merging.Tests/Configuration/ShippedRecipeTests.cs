using System.Runtime.CompilerServices;
using System.Text.Json;
using Tsumugi.Merging.Configuration;

namespace Tsumugi.Merging.Tests.Configuration;

public sealed class ShippedRecipeTests
{
    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(Folder(), "merge*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_recipe_of_merge_is_right(string file) =>
        Assert.NotEmpty(MergeRecipe.Read(JsonElement.Parse(File.ReadAllText(Path.Combine(Folder(), file)))).Models);

    [Theory]
    [InlineData("""{"kind":"merge"}""", "configuration: mergekit's file is expected")]
    [InlineData("""{"kind":"merge","configuration":"merge_method: linear\nmodels: [{model: a}]","colour":1}""", "colour: a recipe of merge has no such field")]
    [InlineData("""{"kind":"merge","configuration":"merge_method: linear\nmodels:\n  - {model: a, colour: red}"}""", "line 3, models[0].colour")]
    public void Wrong_recipes_are_refused(string recipe, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidConfigurationException>(() => MergeRecipe.Read(JsonElement.Parse(recipe))).Message, StringComparison.Ordinal);

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "recipes"));
}
