using System.Text.Json;
using Tsumugi.Compute;
using Tsumugi.Compute.Pages;

namespace Tsumugi.Tests.Compute.Sweeps;

public sealed class ChangeRecipeTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Recipe Recipe = Recipe.Parse(
        "r", """{"kind":"pretrain","description":{"ja":"あ","en":"a"},"steps":10,"learningRate":0.002,"fast":true,"adapters":{"rank":8,"maps":["a","b"]}}""");

    [Fact]
    public void Values_take_the_place_of_the_recipes_own_and_nothing_else_moves()
    {
        var changed = ChangeRecipe.Run(Recipe, Changes("""{"steps":3,"adapters.rank":4,"adapters.maps.1":"c","fast":false}""")).Value;
        Assert.Equal("""{"kind":"pretrain","description":{"ja":"あ","en":"a"},"steps":3,"learningRate":0.002,"fast":false,"adapters":{"rank":4,"maps":["a","c"]}}""", Plain(changed));
        Assert.Equal(Plain(Recipe), Plain(ChangeRecipe.Run(Recipe, Changes("{}")).Value));
        Assert.Equal("""["x"]""", ChangeRecipe.Run(Recipe, Changes("""{"adapters.maps":["x"]}""")).Value.Json.GetProperty("adapters").GetProperty("maps").GetRawText());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"steps":3}""")]
    [InlineData("""{"adapters.maps":["a"],"adapters.rank":4,"fast":false,"learningRate":0.5}""")]
    public void What_was_changed_is_found_again_and_typed_again(string text)
    {
        var changed = ChangeRecipe.Run(Recipe, Changes(text)).Value;
        var found = ChangeRecipe.Between(Recipe.Json, changed.Json);
        Assert.Equal(text, JsonSerializer.Serialize(found));
        Assert.Equal(text, JsonSerializer.Serialize(TypedValues.Read(TypedValues.Write(found)).Value.Changes));
    }

    [Fact]
    public void Says_all_that_is_wrong_at_once_and_what_there_is()
    {
        var refusal = ChangeRecipe.Run(Recipe, Changes("""{"rate":1,"steps":"many","kind":"merge","description.ja":"い","adapters":{"rank":1},"adapters.maps.2":"c","adapters.maps.-1":"c","adapters.depth.x":1,"steps.x":1,"fast":null}""")).Refusal!;
        Assert.Equal(
            ["changes.adapters", "changes.adapters.depth.x", "changes.adapters.maps.-1", "changes.adapters.maps.2", "changes.description.ja", "changes.fast", "changes.kind", "changes.rate", "changes.steps", "changes.steps.x"],
            refusal.Fields.Keys);
        Assert.Contains("steps, learningRate, fast, adapters", refusal.Fields["changes.rate"].En, StringComparison.Ordinal);
        Assert.Contains("rank, maps", refusal.Fields["changes.adapters.depth.x"].En, StringComparison.Ordinal);
        Assert.Contains("0–1", refusal.Fields["changes.adapters.maps.2"].En, StringComparison.Ordinal);
    }

    private static Dictionary<string, JsonElement> Changes(string text) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text)!;

    private static string Plain(Recipe recipe) => JsonSerializer.Serialize(recipe.Json, Readable);
}
