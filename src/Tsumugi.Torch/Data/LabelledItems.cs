using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data;

/// <summary>Rows of a table as a head learns from them, or is measured on them.</summary>
/// <param name="Head">With the answers that the training rows show.</param>
public sealed record LabelledItems(HeadConfig Head, IReadOnlyList<Example> Train, IReadOnlyList<Example> Test)
{
    /// <param name="rows">Their cells are those of <see cref="HeadRecipe.Columns"/>.</param>
    /// <param name="width">Of the encoder.</param>
    /// <exception cref="UnfitDataException">A cell cannot be read, nothing is known, or labels do not go with their item.</exception>
    public static LabelledItems Of(HeadRecipe recipe, IReadOnlyList<DataRow> rows, ItemReader reader, int width)
    {
        var kind = HeadKinds.All[recipe.Kind];
        var shape = new HeadConfig { Kind = recipe.Kind, Outputs = recipe.Targets, Width = width, Pooling = recipe.Pooling, HiddenWidth = recipe.HiddenWidth };

        // Cells that cannot be read are told with their place, so they are read once before anything is made of all.
        if (!kind.PerPosition)
        {
            foreach (var row in rows)
                row.Read(() => kind.Read(row.Cells, shape));
        }

        var head = kind.Learn(shape, recipe.Targets, [.. rows.Where(row => row.Use == DataUse.Train).Select(row => row.Cells)]);
        Example Read(DataRow row) => row.Read(() => Of(row, kind, head, reader));
        List<Example> train = [.. rows.Where(row => row.Use == DataUse.Train).Select(Read).Where(example => example.Targets.Any(float.IsFinite))];
        return new(head, train, [.. rows.Where(row => row.Use == DataUse.Test).Select(Read)]);
    }

    private static Example Of(DataRow row, IHeadKind kind, HeadConfig head, ItemReader reader)
    {
        var item = reader.Read(row.Item);
        var targets = kind.Read(row.Cells, head);
        if (!kind.PerPosition)
            return new(item, targets);
        var (positions, kept) = (TaskHead.Positions(reader.Whole(row.Item).Length), TaskHead.Positions(item.Ids.Length));
        if (targets.Length == 0)
            return new(item, [.. Enumerable.Repeat(float.NaN, kept)]);
        return targets.Length == positions ? new(item, row.Item is SeriesItem ? targets[^kept..] : targets[..kept])
            : throw new UnfitDataException($"the item has {positions} positions and its labels {targets.Length}; make them equally long");
    }
}
