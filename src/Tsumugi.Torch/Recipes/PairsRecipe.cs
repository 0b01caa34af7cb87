namespace Tsumugi.Torch.Recipes;

/// <summary>Rows of one dataset that tie an item of one part to texts of others.</summary>
/// <param name="Input">Name of the job's input that holds them.</param>
/// <param name="Item">The part that reads the rows' items.</param>
/// <param name="Beside">Part → the column that holds what it reads of the same row.</param>
public sealed record PairsRecipe(string Input, DataRecipe Data, string Item, IReadOnlyDictionary<string, string> Beside)
{
    private const double HeldOut = 0.1;

    /// <summary>What is wanted beside the items.</summary>
    public IReadOnlyList<string> Columns => [.. Beside.Values];

    internal static PairsRecipe Read(RecipeReader reader)
    {
        var read = new PairsRecipe(reader.Text("input"), DataRecipe.Read(reader.Section("data"), HeldOut), reader.Text("item"), reader.Map("beside"));
        reader.Require(!read.Beside.ContainsKey(read.Item), "'beside' names the part of 'item' itself");
        reader.Require(read.Data.Window == 0, "'window' is 0: what stands beside an item is about the whole of it");
        reader.Require(read.Data.TokensInMemory == 0, "'tokensInMemory' is 0: pairs are held in memory");
        return read;
    }
}
