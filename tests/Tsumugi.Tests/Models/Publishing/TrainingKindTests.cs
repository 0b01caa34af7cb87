using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Models.Publishing;

namespace Tsumugi.Tests.Models.Publishing;

public sealed class TrainingKindTests
{
    private static readonly TrainingKind[] Kinds = [new PretrainKind(null!), new FinetuneKind(null!), new ContinueKind(null!), new MixtureKind(null!), new AlignKind(null!)];

    [Theory]
    [InlineData("""{"kind":"pretrain"}""", "genes")]
    [InlineData("""{"kind":"pretrain","data":{}}""", "data")]
    [InlineData("""{"kind":"finetune","data":{}}""", "data, model")]
    [InlineData("""{"kind":"continue","data":{}}""", "data, model")]
    [InlineData("""{"kind":"continue","data":{},"replay":{}}""", "data, model, replay")]
    [InlineData("""{"kind":"mixture","tasks":[{"input":"genes"},{"input":"fitness"},{"input":"genes"}]}""", "fitness, genes, model")]
    [InlineData("""{"kind":"align"}""", "dna, genes, protein, text")]
    public void Inputs_followFromTheRecipe_andEachThatIsMissingIsNamed(string text, string expected)
    {
        var recipe = Recipe.Parse("r", text[..^1] + ""","description":{"ja":"あ","en":"a"}}""");
        var kind = Kinds.Single(one => one.Name == recipe.Kind);
        var inputs = kind.Inputs(recipe.Json);
        Assert.Equal(expected, string.Join(", ", inputs.Keys.Order(StringComparer.Ordinal)));

        var empty = new JobRequest { Recipe = "r", Institution = "lab", Inputs = new Dictionary<string, string>(), Output = "model", Seed = 1 };
        var refused = SubmitJob.CheckShape(empty, kind, recipe)!;
        Assert.Equal(inputs.Keys.Select(name => $"inputs.{name}").Order(StringComparer.Ordinal), refused.Fields!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(SubmitJob.CheckShape(empty with { Inputs = inputs.ToDictionary(input => input.Key, input => $"{input.Value}:lab/x") }, kind, recipe));
    }
}
