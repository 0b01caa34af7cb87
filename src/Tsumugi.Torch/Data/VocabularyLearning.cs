using Tsumugi.Formats.Tabular;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Cells;
using Tsumugi.Torch.Tokens.Images;
using Tsumugi.Torch.Tokens.Records;

namespace Tsumugi.Torch.Data;

/// <summary>Makes the vocabulary of a new model.</summary>
public static class VocabularyLearning
{
    /// <param name="rows">Items to train on, from which it learns what its view does not have by nature.</param>
    /// <param name="genes">Those of a view of cells, where the recipe brings them.</param>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    public static IVocabulary Run(PretrainRecipe recipe, IEnumerable<DataRow> rows, GeneVocabulary? genes) => recipe.View switch
    {
        Views.Kmer => new KmerTokenizer(recipe.Kmer!.K, recipe.Kmer.Stride),
        Views.Cell => new RankValueTokenizer(genes ?? Genes(rows)),
        Views.ValueBins => new ValueBinTokenizer(genes ?? Genes(rows)),
        Views.Counts => new CountTokenizer(genes ?? Genes(rows)),
        Views.Image => new PatchTokenizer(recipe.Image!.Normalised(rows.Select(row => row.Read(() => recipe.Image.Fit(((ImageItem)row.Item).Read()))))),
        Views.Record => Records(rows, recipe),
        _ => OfTexts(recipe, rows),
    };

    private static GeneVocabulary Genes(IEnumerable<DataRow> rows)
    {
        var learning = new GeneMedians();
        var cells = new MappedCells(learning.Map);
        foreach (var row in rows)
            row.Read(() => learning.Add(cells.Of((CellItem)row.Item)));
        return learning.ToVocabulary();
    }

    private static RecordTokenizer Records(IEnumerable<DataRow> rows, PretrainRecipe recipe)
    {
        var records = rows.SelectMany(row => row.Item is SeriesItem series ? series.Rows.Select(at => new RecordItem(series.Features, at.Values)) : [(RecordItem)row.Item]);
        var written = records.SelectMany(record => record.Features.Zip(record.Values)).Where(pair => !RecordTokenizer.IsMissing(pair.Second));
        var categorical = written.Where(pair => !TabularValue.TryNumber(pair.Second!, out _)).Select(pair => pair.First).ToHashSet(StringComparer.Ordinal);
        var learning = new RecordLearning(recipe.Bins);
        foreach (var record in records)
            learning.Add([.. record.Features.Zip(record.Values, (feature, value) => RecordTokenizer.Read(feature, value, categorical.Contains(feature)))]);
        var tokenizer = learning.ToTokenizer();
        return recipe.Data is { Record.Length: > 0 } || tokenizer.Features + 2 <= recipe.MaxTokens ? tokenizer : throw new UnfitDataException(
            $"The records have {tokenizer.Features} features, and 'maxTokens' leaves room for {recipe.MaxTokens - 2}; ask for {tokenizer.Features + 2} tokens, or choose fewer features.");
    }

    private static ITokenizer OfTexts(PretrainRecipe recipe, IEnumerable<DataRow> rows)
    {
        try
        {
            return Tokenizers.Make(recipe.View, rows.Select(row => ((TextItem)row.Item).Text), recipe.Vocabulary);
        }
        catch (UnreadableItemException)
        {
            // A vocabulary is learned from all items together; which of them it was, each tells by itself.
            foreach (var row in rows)
                row.Read(() => Tokenizers.Make(recipe.View, [((TextItem)row.Item).Text], 0));
            throw;
        }
    }
}
