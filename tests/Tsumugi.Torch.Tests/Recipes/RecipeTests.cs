using System.Text.Json;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Tests.Recipes;

public sealed class RecipeTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "recipes");

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Read_everyShippedRecipe_isRight(string file)
    {
        var recipe = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Folder, file)));
        Read(recipe);
        Assert.NotEqual("", recipe.GetProperty("description").GetProperty("ja").GetString());
        Assert.NotEqual("", recipe.GetProperty("description").GetProperty("en").GetString());
    }

    [Theory]
    [InlineData("""{"kind":"measure"}""", "'device' is missing")]
    [InlineData("""{"kind":"convert","device":"cpu"}""", "'device' is no field of it")]
    [InlineData("""{"kind":"export","device":"cpu"}""", "'device' is no field of it")]
    [InlineData("""{"kind":"measure","device":"tpu"}""", "'device' is one of cpu, cuda")]
    [InlineData("""{"kind":"measure","device":"cpu","colour":"red"}""", "'colour' is no field of it")]
    [InlineData("""{"kind":"pretrain","view":"smell","width":30,"layers":0,"heads":4,"maxTokens":40,"vocabulary":0,"tokensPerStep":400,"maskShare":0.15,"steps":10,"warmup":20,"learningRate":0.1,"weightDecay":0,"device":"cpu"}""",
        "'view' is one of", "'layers' is a whole number", "'warmup' is longer than 'steps'", "'width' is not a multiple")]
    public void Read_wrongRecipe_listsEveryErrorAtOnce(string text, params string[] expected)
    {
        var error = Assert.Throws<InvalidRecipeException>(() => Read(JsonSerializer.Deserialize<JsonElement>(text)));
        Assert.All(expected, one => Assert.Contains(error.Errors, said => said.Contains(one, StringComparison.Ordinal)));
    }

    [Fact]
    public void Document_namesEveryField()
    {
        var document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "engine.md"));
        var fields = Directory.EnumerateFiles(Folder, "*.json")
            .SelectMany(path => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)).EnumerateObject().Select(field => field.Name))
            .Distinct().Except(["description"]);
        Assert.All(fields, field => Assert.Contains($"`{field}", document, StringComparison.Ordinal));
    }

    private static void Read(JsonElement recipe)
    {
        switch (recipe.GetProperty("kind").GetString())
        {
            case "pretrain":
                PretrainRecipe.Read(recipe);
                break;
            case "align":
                AlignRecipe.Read(recipe);
                break;
            case "convert" or "export":
                EmptyRecipe.Check(recipe, recipe.GetProperty("kind").GetString()!);
                break;
            default:
                MeasureRecipe.Read(recipe);
                break;
        }
    }
}
