using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Data;

/// <summary>Reads the items of one dataset as a model takes them in, and counts what its vocabulary lacks.</summary>
/// <param name="maxTokens">Longer items are cut.</param>
public sealed class ItemReader(ITokenizer tokenizer, int maxTokens)
{
    private readonly CoverageTally _seen = new(Tokenizers.Symbols(tokenizer.View));

    public int[] Read(string item) => tokenizer.Tokenize(item, maxTokens, _seen).Ids;

    /// <returns>The other strand of an item that was read.</returns>
    public int[] OtherStrand(string item) => tokenizer.Encode(ReverseComplement.Of(item), maxTokens);

    /// <returns>How many tokens an item that was read has, marks included, before it is cut.</returns>
    public int Length(string item) => tokenizer.Encode(item, int.MaxValue).Length;

    /// <summary>Says how much of what was read the vocabulary knows.</summary>
    /// <param name="data">Null where the items are a view of genes.</param>
    /// <exception cref="LowCoverageException">It is less than the recipe asks for.</exception>
    public void Check(DataRecipe? data, ITrainingObserver observer)
    {
        var coverage = _seen.Result();
        observer.Log(data is null ? $"{coverage}." : $"{data.Files}: {coverage}.");
        coverage.RequireAtLeast(data?.Coverage ?? 0, $"Leave out the items of {data?.Files} that hold what is unknown, take a model whose vocabulary has it, or ask for less 'coverage'.");
    }
}
