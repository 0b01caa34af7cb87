using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Language;

namespace Tsumugi.Models.Pages;

/// <summary>The views that a model reads, and directions between them, in words.</summary>
internal static class ModelViews
{
    private static readonly Dictionary<string, Words> Views = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dna"] = new("DNA", "DNA"),
        ["protein"] = new("タンパク質", "protein"),
        ["text"] = new("文章", "text"),
        ["nucleotide"] = new("塩基配列", "nucleotides"),
        ["kmer"] = new("塩基の k-mer", "k-mers"),
        ["smiles"] = new("分子（SMILES）", "molecules (SMILES)"),
        ["bytes"] = new("文章（バイト列）", "text (bytes)"),
        ["record"] = new("表の行（記録）", "records (rows of tables)"),
        ["image"] = new("画像", "images"),
        ["value-bins"] = new("細胞（発現値の区間）", "cells (genes and value bins)"),
        ["counts"] = new("細胞（カウント）", "cells (genes and counts)"),
        ["cell"] = new("細胞（遺伝子の順位）", "cells (ranked genes)"),
    };

    /// <returns>Views of a revision, apart by a sign that suits the language; a dash when it says none.</returns>
    public static Words Of(Revision? revision)
    {
        var names = ((Facts.Text(revision, "view") ?? Facts.Text(revision, "views"))?.Split(", ") ?? RevisionParts.Of(revision).Keys).Select(View).ToList();
        return names.Count == 0
            ? Words.Same("—")
            : new(string.Join("・", names.Select(name => name.Ja)), string.Join(", ", names.Select(name => name.En)));
    }

    public static Words View(string view) => Views.TryGetValue(view, out var words) ? words : Words.Same(view);

    /// <param name="direction">As the report writes it, for example <c>dnaToProtein</c>.</param>
    public static Words Direction(string direction)
    {
        var to = direction.IndexOf("To", StringComparison.Ordinal);
        if (to < 0)
            return Words.Same(direction);
        var (left, right) = (View(direction[..to]), View(direction[(to + 2)..]));
        return new($"{left.Ja} → {right.Ja}", $"{left.En} → {right.En}");
    }

    public static Words Subset(string subset) => subset switch
    {
        "all" => new("すべて", "all"),
        "named" => new("機能名つき", "named product"),
        _ => Words.Same(subset),
    };

    public static Words Method(string method) => method switch
    {
        "model" => new("モデル", "model"),
        "exact translation" => new("遺伝暗号による翻訳", "exact translation"),
        "BM25 over nearest training protein" => new("機能名の BM25", "BM25 of products"),
        _ => Words.Same(method),
    };
}
