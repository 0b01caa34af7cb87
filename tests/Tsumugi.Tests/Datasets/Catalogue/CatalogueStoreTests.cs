using System.Globalization;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Datasets.Catalogue.Store;
using Tsumugi.Hub.Language;

namespace Tsumugi.Tests.Datasets.Catalogue;

/// <summary>The index itself: what is first, and what it says of more than it counts.</summary>
public sealed class CatalogueStoreTests
{
    private static readonly DateTime Began = new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void More_than_are_counted_are_said_to_be_more_and_an_old_one_with_the_words_in_its_title_is_still_first()
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-store-").FullName;
        var store = CatalogueStore.Open(Path.Combine(folder, "store.db"));
        const int Many = CatalogueStore.MostCounted + 200;
        store.Write([], [Entry(0, "gene in its title", "nothing"), Entry(1, "gene", "nothing"), .. Enumerable.Range(2, Many).Select(at => Entry(at, "other", "a gene in the text"))], "head", "1");
        var answer = store.Search(new() { Text = "gene", Words = [[new([Phrase.Of("gene")])]] }, TestContext.Current.CancellationToken);
        Assert.Equal((CatalogueStore.MostCounted + 2, true), (answer.Total, answer.AtLeast));
        Assert.Equal(["thing:1", "thing:0", $"thing:{Many + 1}"], answer.Hits.Take(3).Select(hit => hit.Node));
        Assert.Equal(CatalogueStore.MostCounted + 2, answer.Counts[new("kind", "thing")]);

        // Fewer than that are counted to the last.
        store.Write(Enumerable.Range(2, Many - 5).Select(at => $"thing:{at}"), [], "head", "2");
        var few = store.Search(new() { Text = "gene", Words = [[new([Phrase.Of("gene")])]] }, TestContext.Current.CancellationToken);
        Assert.Equal((7, false, "2"), (few.Total, few.AtLeast, store.Read("head")));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A text, a question of it, and whether the one is part of the other.</summary>
    [Theory]
    [InlineData("東京大学と京都大学", "東京都", false)]
    [InlineData("東京大学と京都大学", "京都大学", true)]
    [InlineData("2型糖尿病のRNA-seq", "糖尿病", true)]
    [InlineData("2型糖尿病のRNA-seq", "2型", true)]
    [InlineData("2型糖尿病のRNA-seq", "病のRNA", true)]
    [InlineData("2型糖尿病のRNA-seq", "rna-seq", true)]
    [InlineData("2型糖尿病のRNA-seq", "RNAseq", false)]
    [InlineData("がん研究", "ガン研究", true)]
    [InlineData("ＡＢＣ輸送体", "abc輸", true)]
    [InlineData("studies of épithélium", "study epithelium", true)]
    public void Part_of_a_text_is_found(string text, string asked, bool found)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-store-").FullName;
        var store = CatalogueStore.Open(Path.Combine(folder, "store.db"));
        store.Write([], [Entry(1, "title", text)], "head", "1");
        var words = asked.Split(' ').Select(IReadOnlyList<Alternative> (word) => [new([Phrase.Of(word)])]).ToList();
        Assert.Equal(found ? 1 : 0, store.Search(new() { Text = asked, Words = words }, TestContext.Current.CancellationToken).Total);
        Directory.Delete(folder, recursive: true);
    }

    private static CatalogueEntry Entry(int at, string title, string text) => new()
    {
        Node = string.Create(CultureInfo.InvariantCulture, $"thing:{at}"),
        Title = Words.Same(title),
        Excerpt = "",
        Texts = [text],
        At = Began.AddMinutes(at),
        Facets = [new("kind", "thing")],
        Hidden = [],
    };
}
