using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Connection;

/// <summary>Rows of one dataset as parts of a space read them.</summary>
internal sealed class PairedRows
{
    private readonly List<DataRow> _rows;

    /// <exception cref="InvalidRecipeException">The recipe names a part that is not there, or one that cannot read what stands there.</exception>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    /// <exception cref="Tokens.LowCoverageException">A part's vocabulary knows less of the items than the recipe asks for.</exception>
    public PairedRows(PairsRecipe recipe, ConnectedSpace space, IReadOnlyList<DataRow> rows, Device device, ITrainingObserver observer)
    {
        if (Faults(recipe, space) is { Count: > 0 } faults)
            throw new InvalidRecipeException(ConnectRecipe.Kind, faults);
        (Recipe, _rows) = (recipe, [.. rows.Where(row => row.Use != DataUse.Neither)]);
        Item = Side(recipe.Item, row => row.Item, recipe.Data);
        Beside = [.. recipe.Beside.Keys.Index().Select(column => Side(column.Item, row => row.Cells[column.Index] is { Length: > 0 } text ? new TextItem(text) : null, null))];

        PairSide Side(string part, Func<DataRow, DataItem?> read, DataRecipe? data)
        {
            var model = space.Parts[part];
            var reader = new ItemReader(model.Vocabulary, model.Encoder.Config.MaxTokens, data);
            var side = new PairSide(space, part, reader);
            foreach (var row in _rows)
                side.Add(row, read(row));
            if (side.Count == 0)
                throw new UnfitDataException($"{recipe.Input}: no row has anything for the part '{part}'{(recipe.Beside.TryGetValue(part, out var column) ? $" in column {column}" : "")}.");
            side.Pool(device);
            reader.Check(observer);
            return side;
        }
    }

    public PairsRecipe Recipe { get; }

    public PairSide Item { get; }

    public IReadOnlyList<PairSide> Beside { get; }

    public IEnumerable<PairSide> Sides => Beside.Prepend(Item);

    /// <returns>Rows of one use that have something for both.</returns>
    public int[] Rows(DataUse use, PairSide left, PairSide right) =>
        [.. Enumerable.Range(0, _rows.Count).Where(row => _rows[row].Use == use && left.Has(row) && right.Has(row))];

    private static List<string> Faults(PairsRecipe recipe, ConnectedSpace space)
    {
        var known = string.Join(", ", space.Parts.Keys);
        List<string> faults = [.. recipe.Beside.Keys.Prepend(recipe.Item).Where(part => !space.Parts.ContainsKey(part)).Select(part => $"pairs of '{recipe.Input}' name the part '{part}'; there are {known}")];
        if (space.Parts.TryGetValue(recipe.Item, out var item) && recipe.Data.ViewFault(item.Config.View) is { } fault)
            faults.Add(fault);
        faults.AddRange(recipe.Beside.Keys.Where(part => space.Parts.TryGetValue(part, out var beside) && Views.Reads(beside.Config.View) != DataRecipe.Texts)
            .Select(part => $"'beside' of '{recipe.Input}' gives the part '{part}' a column's text, and it reads {Views.Reads(space.Parts[part].Config.View)}; make it the 'item' of these pairs"));
        return faults;
    }
}
