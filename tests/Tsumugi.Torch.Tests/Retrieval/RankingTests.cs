using CsCheck;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Retrieval;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Retrieval;

public sealed class RankingTests
{
    [Fact]
    public void Expected_anyTies_isTheMeanOverAllOrders() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 3]).Sample((better, wrong, right) =>
    {
        var ranking = new Ranking(better, wrong, right);
        var orders = Orders([.. Enumerable.Repeat(false, wrong), .. Enumerable.Repeat(true, right)]).ToList();
        List<int> ranks = [.. orders.Select(order => better + 1 + order.ToList().IndexOf(true))];
        for (var places = 1; places <= 8; places++)
            Assert.Equal(ranks.Average(rank => rank <= places ? 1.0 : 0), ranking.RecallAt(places), 9);
        Assert.Equal(ranks.Average(rank => 1.0 / rank), ranking.ReciprocalRank(), 9);
    });

    [Fact]
    public void Chance_oneRightOfMany_isOneInMany() => Assert.Equal(0.01, Ranking.Chance(100, 1).RecallAt(1), 12);

    [Fact]
    public void Measurement_perfectVectors_findEverything_andUselessOnesAreChance()
    {
        List<GeneViews> genes = [.. SmallRun.Genes(40).Select((gene, at) => gene with { HeldOut = at % 2 == 0, Text = $"product {at}" })];
        var perfect = new float[40 * 40];
        for (var gene = 0; gene < 40; gene++)
            perfect[gene * 40 + gene] = 1;
        var report = Measure(genes, perfect, 40);
        Assert.Equal(20, report.HeldOut);
        Assert.Equal(6, report.Directions.Select(row => row.Direction).Distinct().Count());
        Assert.All(report.Directions.Where(row => row.Method == "model"), row => Assert.Equal(1, row.RecallAt1, 9));
        Assert.All(
            report.Directions.Where(row => row.Method == "exact translation"),
            row => Assert.Equal(1, row.RecallAt1, 9));
        Assert.False(report.Directions.First(row => row is { Direction: "dnaToText", Method: "model" }).Trained);

        var useless = new float[40];
        Array.Fill(useless, 1);
        Assert.All(Measure(genes, useless, 1).Directions.Where(row => row.Method == "model"), row => Assert.Equal(row.ChanceAt1, row.RecallAt1, 9));
    }

    [Fact]
    public void Bm25_sharedRareWord_comesFirst()
    {
        var scores = new Bm25(["hypothetical protein", "outer membrane lipoprotein", "membrane protein", "protein kinase"]).Score("lipoprotein of the outer membrane");
        Assert.Equal(1, Array.IndexOf(scores, scores.Max()));
    }

    [Fact]
    public void NearestProtein_mostSharedWords_isFound()
    {
        var known = new NearestProtein(["MKTAYIAKQRQISFVK", "GGGGGGGGGG", "MKTAYIAKQRLLLLLL"]);
        Assert.Equal(0, known.Find("MKTAYIAKQRQISFV"));
        Assert.Equal(-1, known.Find("WWWWWWWW"));
    }

    private static Client.Jobs.RetrievalReport Measure(List<GeneViews> genes, float[] vectors, int width) => new Measurement(
        genes, new Dictionary<string, float[]> { ["dna"] = vectors, ["protein"] = vectors, ["text"] = vectors }, width)
        .Run([.. Aligning.Pairs.Select(pair => new[] { pair.Left, pair.Right })]);

    private static IEnumerable<IReadOnlyList<bool>> Orders(IReadOnlyList<bool> items)
    {
        if (items.Count == 0)
            yield return [];
        for (var first = 0; first < items.Count; first++)
        {
            foreach (var rest in Orders([.. items.Where((_, at) => at != first)]))
                yield return [items[first], .. rest];
        }
    }
}
