using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Cells;
using Tsumugi.Torch.Tokens.Images;

namespace Tsumugi.Torch.Data;

/// <summary>Makes the vocabulary of a new model.</summary>
public static class VocabularyLearning
{
    /// <param name="rows">Items to train on, from which it learns what its view does not have by nature.</param>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    public static IVocabulary Run(PretrainRecipe recipe, IReadOnlyList<DataRow> rows) => recipe.View switch
    {
        Views.Kmer => new KmerTokenizer(recipe.Kmer!.K, recipe.Kmer.Stride),
        Views.Cell => new RankValueTokenizer(Genes(rows)),
        Views.Image => new PatchTokenizer(recipe.Image!.Normalised(rows.Select(row => row.Read(() => recipe.Image.Fit(((ImageItem)row.Item).Read()))))),
        _ => OfTexts(recipe, rows),
    };

    private static GeneVocabulary Genes(IReadOnlyList<DataRow> rows)
    {
        var learning = new GeneMedians();
        var cells = new MappedCells(learning.Map);
        foreach (var row in rows)
            row.Read(() => learning.Add(cells.Of((CellItem)row.Item)));
        return learning.ToVocabulary();
    }

    private static ITokenizer OfTexts(PretrainRecipe recipe, IReadOnlyList<DataRow> rows)
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
