using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training.Objectives;

namespace Tsumugi.Torch.Data;

/// <summary>Items of rows as token ids.</summary>
public static class UnlabelledItems
{
    /// <param name="reverseComplement">Share of the items that a step sees from the other strand, see <see cref="TokenQuestionRecipe"/>.</param>
    /// <returns>The items to train on, in the order of the rows.</returns>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    public static TokenItems Encode(IReadOnlyList<DataRow> rows, ItemReader reader, double reverseComplement)
    {
        List<DataRow> training = [.. rows.Where(row => row.Use == DataUse.Train)];
        List<int[]> ids = [.. training.Select(row => row.Read(() => reader.Read(row.Item)).Ids)];
        return new(ids, reverseComplement > 0
            ? new([.. training.Select(row => reader.OtherStrand(row.Item))], reverseComplement)
            : null);
    }
}
