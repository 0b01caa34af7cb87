using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Cells;
using Tsumugi.Torch.Tokens.Images;
using Tsumugi.Torch.Tokens.Records;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Data;

/// <summary>Reads the items of one dataset as a model takes them in, and counts what its vocabulary lacks.</summary>
/// <param name="maxTokens">Longer items are cut.</param>
/// <param name="data">Null where the items are a view of genes.</param>
public sealed class ItemReader(IVocabulary vocabulary, int maxTokens, DataRecipe? data = null)
{
    private readonly CoverageTally _seen = new(Tokenizers.Symbols(vocabulary.View));

    // Records of several times that were longer than the model reads, and what was observed in them before that.
    private long _shortened;
    private long _left;
    private readonly MappedCells? _cells = vocabulary is ICellTokenizer cells ? new(cells.Genes.Map) : null;

    public IVocabulary Vocabulary => vocabulary;

    /// <exception cref="UnreadableItemException">It cannot be read.</exception>
    /// <exception cref="LowCoverageException">It cannot be read, and less of what was read until now is known than the recipe asks for.</exception>
    public TokenizedItem Read(DataItem item)
    {
        try
        {
            return Read(item, maxTokens, _seen);
        }
        catch (UnreadableItemException)
        {
            Require(_seen.Result());
            throw;
        }
    }

    /// <returns>The other strand of a text that was read.</returns>
    public int[] OtherStrand(DataItem item) => Read(ReverseComplement.Of(((TextItem)item).Text), maxTokens, null).Ids;

    /// <returns>All ids of an item that was read, before it is cut.</returns>
    public int[] Whole(DataItem item) => Read(item, int.MaxValue, null).Ids;

    /// <summary>Says how much of what was read the vocabulary knows.</summary>
    /// <exception cref="LowCoverageException">It is less than the recipe asks for.</exception>
    public void Check(ITrainingObserver observer)
    {
        var coverage = _seen.Result();
        observer.Log(data is null ? $"{coverage}." : $"{data.Files}: {coverage}.");
        if (_shortened > 0)
            observer.Log($"{data?.Files}: {_shortened} records hold more than {maxTokens} tokens; their earliest {_left} observations are left out.");
        Require(coverage);
    }

    private void Require(Coverage coverage) => coverage.RequireAtLeast(
        data?.Coverage ?? 0, $"Leave out the items of {data?.Files} that hold what is unknown, take a model whose vocabulary has it, or ask for less 'coverage'.");

    private TokenizedItem Read(DataItem item, int most, CoverageTally? coverage) => (vocabulary, item) switch
    {
        (ITokenizer texts, TextItem text) => texts.Tokenize(text.Text, most, coverage),
        (ICellTokenizer cells, CellItem cell) => cells.Tokenize(_cells!.Of(cell), most, coverage),
        (PatchTokenizer patches, ImageItem image) => patches.Tokenize(image.Read(), most, coverage),
        (RecordTokenizer records, RecordItem record) => records.Tokenize(records.Row(record.Features, record.Values), most, coverage),
        (RecordTokenizer records, SeriesItem series) => Latest(records, series, most, coverage),
        _ => throw new ArgumentException($"A vocabulary of the view '{vocabulary.View}' reads no {item.GetType().Name}.", nameof(item)),
    };

    private TokenizedItem Latest(RecordTokenizer records, SeriesItem series, int most, CoverageTally? coverage)
    {
        var item = records.TokenizeLatest([.. series.Rows.SelectMany(row => records.At(row.Time, series.Features, row.Values))], most, coverage, out var left);
        if (left > 0 && coverage is not null)
            (_shortened, _left) = (_shortened + 1, _left + left);
        return item;
    }
}
