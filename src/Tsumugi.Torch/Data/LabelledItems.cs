using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Data;

/// <summary>Rows of a table as a head learns from them, or is measured on them.</summary>
/// <param name="Head">With the answers that the training rows show.</param>
public sealed record LabelledItems(HeadConfig Head, StoredExamples Train, StoredExamples Test)
{
    /// <param name="rows">Their cells are those of <see cref="HeadRecipe.Columns"/>; they are gone through more than once.</param>
    /// <param name="width">Of the encoder.</param>
    /// <param name="storing">Null where all is held in memory.</param>
    /// <exception cref="UnfitDataException">A cell cannot be read, nothing is known, or labels do not go with their item.</exception>
    public static LabelledItems Of(HeadRecipe recipe, IEnumerable<DataRow> rows, ItemReader reader, int width, Storing? storing = null)
    {
        var kind = HeadKinds.All[recipe.Kind];
        var shape = new HeadConfig { Kind = recipe.Kind, Outputs = recipe.Targets, Width = width, Pooling = recipe.Pooling, HiddenWidth = recipe.HiddenWidth };
        var head = kind.Learn(shape, recipe.Targets, Known(rows, kind, shape));
        StoredExamples Read(DataUse use, Storing? storing) => new(StoredItems.Of(
            rows.Where(row => row.Use == use).Select(row => row.Read(() => Of(row, kind, head, reader)))
                .Where(example => use != DataUse.Train || example.Targets.Any(float.IsFinite)).Select(example => (example.Item, example.Targets)),
            reader.Vocabulary.Numbers, storing?.MostTokens ?? 0, storing?.Path ?? ""));
        return new(head, Read(DataUse.Train, storing), Read(DataUse.Test, storing?.Beside("test")));
    }

    /// <returns>Cells of the training rows; those of any row that cannot be read are told with their place before something is made of all.</returns>
    private static IEnumerable<string?[]> Known(IEnumerable<DataRow> rows, IHeadKind kind, HeadConfig shape)
    {
        foreach (var row in rows)
        {
            if (!kind.PerPosition)
                row.Read(() => kind.Read(row.Cells, shape));
            if (row.Use == DataUse.Train)
                yield return row.Cells;
        }
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
