using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;

namespace Tsumugi.Torch.Data;

/// <summary>Items of rows that nobody labelled.</summary>
public static class UnlabelledItems
{
    /// <param name="reverseComplement">Share of the items that a step sees from the other strand, see <see cref="TokenQuestionRecipe"/>.</param>
    /// <param name="storing">Null where all is held in memory.</param>
    /// <returns>The items to train on as token ids, in the order of the rows.</returns>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    public static TokenItems Encode(IEnumerable<DataRow> rows, ItemReader reader, double reverseComplement, Storing? storing = null)
    {
        var items = Read(rows, reader, storing);
        var other = reverseComplement > 0
            ? new OtherStrand(Stored(Training(rows).Select(row => new TokenizedItem(reader.OtherStrand(row.Item))), reader, storing?.Beside("other")).Ids, reverseComplement)
            : null;
        return new(items.Ids, other) { Timed = items.HasTimes ? items : null };
    }

    /// <param name="encoder">Reads what the reader gives.</param>
    /// <param name="share">Of the items that are kept back for the validation measure.</param>
    /// <returns>What the encoder is asked about them: ids, or the numbers beside them where the vocabulary has numbers; and how many items there are.</returns>
    /// <inheritdoc cref="Encode"/>
    public static (IObjective Objective, int Items) Objective(
        TokenQuestionRecipe question, (Encoder Encoder, TokenHead Head) model, IEnumerable<DataRow> rows, ItemReader reader, Dealing dealing, Storing? storing = null)
    {
        if (reader.Vocabulary.Numbers > 0)
        {
            var numbers = Read(rows, reader, storing);
            return (new HiddenNumbers(model.Encoder, model.Head, reader.Vocabulary, numbers, question.MaskShare, dealing.TokensPerStep, dealing.ValidationShare, dealing.Seed), numbers.Count);
        }

        var items = Encode(rows, reader, question.ReverseComplement, storing);
        return (new TokenObjective(model.Encoder, model.Head, question.Task(reader.Vocabulary, dealing.Seed), items, dealing.TokensPerStep, dealing.ValidationShare, dealing.Seed), items.Ids.Count);
    }

    private static StoredItems Read(IEnumerable<DataRow> rows, ItemReader reader, Storing? storing) =>
        Stored(Training(rows).Select(row => row.Read(() => reader.Read(row.Item))), reader, storing);

    private static StoredItems Stored(IEnumerable<TokenizedItem> items, ItemReader reader, Storing? storing) =>
        StoredItems.Of(items, reader.Vocabulary.Numbers, storing?.MostTokens ?? 0, storing?.Path ?? "");

    private static IEnumerable<DataRow> Training(IEnumerable<DataRow> rows) => rows.Where(row => row.Use == DataUse.Train);
}

/// <summary>How items are dealt into the steps of a run.</summary>
/// <param name="ValidationShare">Share of the items that is not trained on.</param>
public sealed record Dealing(int TokensPerStep, double ValidationShare, long Seed);

/// <summary>Where token ids lie that are more than memory is to hold.</summary>
/// <param name="MostTokens">Held in memory at most; 0 for no bound.</param>
/// <param name="Path">Of the file for the others.</param>
public sealed record Storing(long MostTokens, string Path)
{
    /// <param name="number">Of the task, so that each has a file of its own.</param>
    public static Storing Of(DataRecipe? data, TrainingRun run, int number) => new(data?.TokensInMemory ?? 0, System.IO.Path.Combine(run.Folder, $"tokens-{number}"));

    public Storing Beside(string name) => this with { Path = $"{Path}-{name}" };
}
