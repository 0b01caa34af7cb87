using CsCheck;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Tests.Thread.Origins;

/// <summary>What is kept about origins, tie by tie, is what the ties say together.</summary>
public sealed class KeptOriginsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly Gen<(string From, string Relation, string To)[]> AnyGraph =
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[0, 5]).Array[1, 24].Select(triples => triples
            .Where(triple => triple.Item1 != triple.Item2)
            .Select(triple =>
            {
                var (later, earlier) = (Math.Max(triple.Item1, triple.Item2), Math.Min(triple.Item1, triple.Item2));
                return (Named(later), triple.Item3 == 0 ? Relations.ClearedOf : Relations.DerivedFrom, Named(earlier));
            }).ToArray());

    [Fact]
    public void Whatever_the_order_of_ties_the_sets_are_those_of_the_whole_graph() =>
        Gen.Select(AnyGraph, Gen.Int[1, 4]).Sample((ties, together) => AssertKept(ties, together), iter: 60, threads: 1);

    [Fact]
    public void Circles_hold_what_any_of_them_came_from() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7]).Array[1, 14].Sample(
            pairs => AssertKept([.. pairs.Select(pair => (Named(pair.Item1), Relations.DerivedFrom, Named(pair.Item2)))], 2), iter: 20, threads: 1);

    [Fact]
    public async Task An_older_hub_makes_its_sets_when_it_starts_and_only_then()
    {
        using var records = new RecordsFile();
        await records.WriteAsync(Entries.Tying(("model:lab/m@a", "job:j"), ("job:j", "dataset:lab/d@b"), ("dataset:lab/d@b", "dataset:lab/d")));
        var nodes = await RowsAsync<NodeOriginRow>(records);
        records.Execute("DELETE FROM node_origin; DELETE FROM origin_set; DELETE FROM origin;");
        await RebuildAsync(records);
        Assert.Empty(await RowsAsync<NodeOriginRow>(records));
        Assert.False(records.Verify().Valid);

        records.Execute("INSERT INTO origin_pending VALUES (1)");
        Assert.True(records.Verify().Valid);
        await RebuildAsync(records);
        Assert.Equal((3, nodes.Count), ((await RowsAsync<OriginSetRow>(records)).Count, (await RowsAsync<NodeOriginRow>(records)).Count));
        Assert.Empty(await RowsAsync<OriginsPending>(records));
        Assert.True(records.Verify().Valid);
        await using var db = records.Open();
        Assert.Equal(["dataset:lab/d", "dataset:lab/d@b", "model:lab/m"], await OriginsAsync(db, "model:lab/m@a"));
    }

    [Fact]
    public async Task Nodes_that_came_from_an_origin_are_found_by_their_sets()
    {
        using var records = new RecordsFile();
        await records.WriteAsync(Entries.Tying(("job:one", "dataset:lab/d@a"), ("job:two", "dataset:lab/d@b"), ("model:lab/m@c", "job:one"), ("job:three", "model:lab/m@c")));
        await using var db = records.Open();
        var sets = await FindOrigins.SetsWithAsync(db, [NodeRef.Parse("dataset:lab/d@a")], Stop);
        var found = await db.Set<NodeOriginRow>().Where(row => sets.Contains(row.SetId)).Select(row => row.Node).ToListAsync(Stop);
        Assert.Equal(["dataset:lab/d@a", "job:one", "job:three", "model:lab/m@c"], found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("DELETE FROM node_origin WHERE node = 'model:lab/m@c'", 3)]
    [InlineData("UPDATE node_origin SET set_id = 99 WHERE node = 'job:one'", 3)]
    [InlineData("UPDATE node_origin SET set_id = (SELECT set_id FROM node_origin WHERE node = 'job:two') WHERE node = 'job:one'", 3)]
    [InlineData("UPDATE origin SET node = 'dataset:lab/other@a' WHERE node = 'dataset:lab/d@a'", 1)]
    [InlineData("UPDATE origin_set SET members = x'000000000000000000'", 1)]
    [InlineData("UPDATE origin_set SET hash = zeroblob(32) WHERE id = 1", 1)]
    [InlineData("INSERT INTO node_origin SELECT 'job:none', min(id) FROM origin_set", 0)]
    public async Task What_was_kept_otherwise_than_the_ties_say_is_found_by_verification(string sql, long record)
    {
        using var records = new RecordsFile();
        foreach (var tie in ((string, string)[])[("job:one", "dataset:lab/d@a"), ("job:two", "dataset:lab/d@b"), ("model:lab/m@c", "job:one")])
            await records.WriteAsync(Entries.Tying(tie));
        Assert.True(records.Verify().Valid);
        records.Tamper(sql);
        var verdict = records.Verify();
        Assert.Equal((3, record), (verdict.Length, verdict.Fault?.Seq));
    }

    private static void AssertKept((string From, string Relation, string To)[] ties, int together)
    {
        using var records = new RecordsFile();
        foreach (var some in ties.Chunk(together))
        {
            var entries = some.Select(tie => new ThreadEntry
            {
                Actor = NodeRef.Parse("person:hanako"),
                Kind = "test.tied",
                Subject = NodeRef.Parse(tie.From),
                Ties = [new(NodeRef.Parse(tie.From), tie.Relation, NodeRef.Parse(tie.To))],
            });
            records.WriteAsync([.. entries]).GetAwaiter().GetResult();
        }

        Assert.Null(records.Verify().Fault);
        using var db = records.Open();
        foreach (var (node, origins) in Search(ties))
            Assert.Equal(origins.Order(StringComparer.Ordinal), OriginsAsync(db, node).GetAwaiter().GetResult());
    }

    /// <summary>The plainest way: round after round over all ties until nothing changes.</summary>
    private static Dictionary<string, HashSet<string>> Search((string From, string Relation, string To)[] ties)
    {
        static string[] Own(string node) => node[..node.IndexOf(':', StringComparison.Ordinal)] switch
        {
            "dataset" => [node],
            "model" => [node.Split('@')[0]],
            _ => [],
        };

        var found = ties.SelectMany(tie => (string[])[tie.From, tie.To]).Distinct().ToDictionary(node => node, node => Own(node).ToHashSet(StringComparer.Ordinal));
        var cleared = ties.Where(tie => tie.Relation == Relations.ClearedOf).SelectMany(tie => Own(tie.To).Select(own => (tie.From, own))).ToHashSet();
        bool changed;
        do
        {
            changed = false;
            foreach (var (from, _, to) in ties.Where(tie => tie.Relation != Relations.ClearedOf && !tie.From.StartsWith("person", StringComparison.Ordinal) && !tie.To.StartsWith("person", StringComparison.Ordinal)))
            {
                foreach (var origin in found[to].Where(origin => !cleared.Contains((from, origin)) || Own(from).Contains(origin)).ToList())
                    changed |= found[from].Add(origin);
            }
        }
        while (changed);
        return found;
    }

    private static string Named(int at) => (at % 4) switch
    {
        0 => $"dataset:lab/d{at / 8}@r{at}",
        1 => $"job:j{at}",
        2 => $"model:lab/m{at / 8}@r{at}",
        _ => at == 7 ? "person:hanako" : $"run:r{at}",
    };

    private static async Task<IEnumerable<string>> OriginsAsync(HubDb db, string node) =>
        (await FindOrigins.OfAsync(db, [NodeRef.Parse(node)], Stop)).Order(StringComparer.Ordinal);

    private static async Task<List<T>> RowsAsync<T>(RecordsFile records) where T : class
    {
        await using var db = records.Open();
        return await db.Set<T>().AsNoTracking().ToListAsync(Stop);
    }

    private static async Task RebuildAsync(RecordsFile records)
    {
        await using var db = records.Open();
        await RebuildOrigins.RunWhereNeededAsync(db, Stop);
    }
}
