using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training.Objectives;

namespace Tsumugi.Torch.Data;

/// <summary>Items of rows that nobody labelled.</summary>
public static class UnlabelledItems
{
    /// <param name="reverseComplement">Share of the items that a step sees from the other strand, see <see cref="TokenQuestionRecipe"/>.</param>
    /// <returns>The items to train on as token ids, in the order of the rows.</returns>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    public static TokenItems Encode(IReadOnlyList<DataRow> rows, ItemReader reader, double reverseComplement) => new(
        [.. Read(rows, reader).Select(item => item.Ids)],
        reverseComplement > 0 ? new([.. Training(rows).Select(row => reader.OtherStrand(row.Item))], reverseComplement) : null);

    /// <param name="encoder">Reads what the reader gives.</param>
    /// <param name="share">Of the items that are kept back for the validation measure.</param>
    /// <returns>What the encoder is asked about them: ids, or the numbers beside them where the vocabulary has numbers.</returns>
    /// <inheritdoc cref="Encode"/>
    public static IObjective Objective(TokenQuestionRecipe question, (Encoder Encoder, TokenHead Head) model, IReadOnlyList<DataRow> rows, ItemReader reader, Dealing dealing) =>
        reader.Vocabulary.Numbers > 0
            ? new HiddenNumbers(model.Encoder, model.Head, reader.Vocabulary, Read(rows, reader), question.MaskShare, dealing.TokensPerStep, dealing.ValidationShare, dealing.Seed)
            : new TokenObjective(
                model.Encoder, model.Head, question.Task(reader.Vocabulary, dealing.Seed), Encode(rows, reader, question.ReverseComplement), dealing.TokensPerStep, dealing.ValidationShare, dealing.Seed);

    private static IReadOnlyList<TokenizedItem> Read(IReadOnlyList<DataRow> rows, ItemReader reader) => [.. Training(rows).Select(row => row.Read(() => reader.Read(row.Item)))];

    private static IEnumerable<DataRow> Training(IReadOnlyList<DataRow> rows) => rows.Where(row => row.Use == DataUse.Train);
}

/// <summary>How items are dealt into the steps of a run.</summary>
/// <param name="ValidationShare">Share of the items that is not trained on.</param>
public sealed record Dealing(int TokensPerStep, double ValidationShare, long Seed);
