using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Data;

/// <summary>Items of rows as token ids.</summary>
public static class UnlabelledItems
{
    /// <returns>The items to train on, in the order of the rows.</returns>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    public static IReadOnlyList<int[]> Encode(IReadOnlyList<DataRow> rows, ITokenizer tokenizer, int maxTokens) =>
        [.. rows.Where(row => row.Use == DataUse.Train).Select(row => row.Read(() => tokenizer.Encode(row.Item, maxTokens)))];
}
