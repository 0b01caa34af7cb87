using CsCheck;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Thread;

public sealed class LineageTests : IDisposable
{
    private static readonly NodeRef Model = NodeRef.Of("model", "m");

    private readonly RecordsFile _records = new();

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task Ancestors_are_what_it_came_from_and_descendants_what_came_from_it()
    {
        await _records.WriteAsync(Entries.Tying(("model:m", "job:j"), ("job:j", "dataset:d"), ("model:child", "model:m")));
        await using var db = _records.Open();

        Assert.Equal("model:m 0, job:j -1, dataset:d -2", Told(await Lineage.Ancestors(db, Model, Stop)));
        Assert.Equal("model:m 0, model:child 1", Told(await Lineage.Descendants(db, Model, Stop)));
        var around = await Lineage.Around(db, Model, Stop);
        Assert.Equal("model:m 0, job:j -1, dataset:d -2, model:child 1", Told(around));
        Assert.Equal(3, around.Ties.Count);
        Assert.False(around.Truncated);
    }

    [Fact]
    public async Task A_node_reached_by_two_ways_is_met_once_with_both_ties()
    {
        await _records.WriteAsync(Entries.Tying(("model:m", "job:a"), ("model:m", "job:b"), ("job:a", "dataset:d"), ("job:b", "dataset:d")));
        await using var db = _records.Open();

        var graph = await Lineage.Ancestors(db, Model, Stop);
        Assert.Equal("model:m 0, job:a -1, job:b -1, dataset:d -2", Told(graph));
        Assert.Equal(4, graph.Ties.Count);
    }

    [Fact]
    public async Task A_node_reached_by_a_short_and_a_long_way_has_the_short_depth()
    {
        await _records.WriteAsync(Entries.Tying(("model:m", "job:a"), ("job:a", "dataset:d"), ("model:m", "dataset:d")));
        await using var db = _records.Open();
        Assert.Equal("model:m 0, job:a -1, dataset:d -1", Told(await Lineage.Ancestors(db, Model, Stop)));
    }

    [Theory]
    [InlineData("model:m", "model:m", "model:m 0")]
    [InlineData("model:m", "job:j", "model:m 0, job:j -1")]
    public async Task A_circle_is_walked_once(string one, string other, string expected)
    {
        await _records.WriteAsync(Entries.Tying((one, other), (other, one)));
        await using var db = _records.Open();
        Assert.Equal(expected, Told(await Lineage.Ancestors(db, Model, Stop)));
    }

    [Fact]
    public async Task A_node_that_nothing_is_tied_to_stands_alone()
    {
        await using var db = _records.Open();
        var graph = await Lineage.Around(db, Model, Stop);
        Assert.Equal("model:m 0", Told(graph));
        Assert.Empty(graph.Ties);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(50, true)]
    public async Task A_walk_ends_at_its_limit_and_says_so(int more, bool truncated)
    {
        await _records.WriteAsync(Entries.Tying([.. Enumerable.Range(0, Lineage.Limit + more).Select(at => ("model:m", $"dataset:d{at}"))]));
        await using var db = _records.Open();

        var graph = await Lineage.Ancestors(db, Model, Stop);
        Assert.Equal((truncated, Lineage.Limit), (graph.Truncated, graph.Nodes.Count));
        var nodes = graph.Nodes.Select(reached => reached.Node).ToHashSet();
        Assert.DoesNotContain(graph.Ties, tie => !nodes.Contains(tie.From) || !nodes.Contains(tie.To));
    }

    [Fact]
    public void What_a_walk_reaches_is_what_a_plain_search_of_the_ties_reaches() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8]).Array[1, 16].Sample(pairs =>
        {
            using var records = new RecordsFile();
            var ties = pairs.Select(pair => ($"model:n{pair.Item1}", $"model:n{pair.Item2}")).ToArray();
            records.WriteAsync(Entries.Tying(ties)).GetAwaiter().GetResult();
            using var db = records.Open();
            var root = NodeRef.Of("model", "n0");
            var reached = Lineage.Ancestors(db, root, Stop).GetAwaiter().GetResult().Nodes.Select(node => node.Node.ToString());
            Assert.Equal(Search(ties, "model:n0").Order(), reached.Order());
        }, iter: 15, threads: 1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static HashSet<string> Search((string From, string To)[] ties, string root)
    {
        HashSet<string> found = [root];
        while (ties.Any(tie => found.Contains(tie.From) && found.Add(tie.To)))
        {
        }

        return found;
    }

    private static string Told(LineageGraph graph) => string.Join(", ", graph.Nodes.Select(reached => $"{reached.Node} {reached.Depth}"));
}
