using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Conditions flow forward: those of a revision are its own repository's and those of everything it was made from.</summary>
/// <param name="Withdrawn">Withdrawals that reach it: then no use is left, whatever the conditions.</param>
public sealed record EffectiveConditions(DataUseConditions Combined, IReadOnlyList<SourceConditions> Sources, IReadOnlyList<Withdrawal> Withdrawn)
{
    /// <summary>Many repositories share their conditions; what a text says never changes.</summary>
    private static readonly ConcurrentDictionary<string, DataUseConditions> Read = new(StringComparer.Ordinal);

    private const int MostRead = 10_000;

    public static Task<EffectiveConditions> OfAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop) =>
        OfAsync(db, () => FindOrigins.OfAsync(db, nodes, stop), stop);

    /// <summary>Those of all revisions of a repository together; a withdrawal of any of them counts.</summary>
    public static async Task<EffectiveConditions> OfAllRevisionsAsync(HubDb db, Repository repository, CancellationToken stop)
    {
        var (whole, together) = (repository.Node.ToString(), await OfAsync(db, () => FindOrigins.OfAllRevisionsAsync(db, repository.Node, stop), stop));
        var own = await db.Set<Withdrawal>().AsNoTracking().Where(row => row.Dataset == whole).ToListAsync(stop);
        return own.Count == 0 ? together : together with { Withdrawn = [.. together.Withdrawn.UnionBy(own, row => row.Id).OrderBy(row => row.At)] };
    }

    /// <summary>What only some of the sources ask; withdrawals stay.</summary>
    public EffectiveConditions Of(Func<NodeRef, bool> counts)
    {
        var sources = Sources.Where(source => counts(source.Source)).ToList();
        return sources.Count == Sources.Count ? this : this with { Sources = sources, Combined = Combine(sources) };
    }

    private static async Task<EffectiveConditions> OfAsync(HubDb db, Func<Task<List<string>>> find, CancellationToken stop)
    {
        // One connection for all its questions: to open one costs more than to ask.
        await db.Database.OpenConnectionAsync(stop);
        try
        {
            var origins = await find();
            var sources = await SourcesAsync(db, origins, stop);
            return new(Combine(sources), sources, await FindWithdrawals.AmongAsync(db, origins, stop));
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Whether a purpose may be, with every rule and the sources it came from.</summary>
    public Decision Decide(Purpose purpose, DateTime when) => DecideUse.Decide(Sources, Combined, purpose, when).With(Withdrawn.Select(AskWithdrawn.Finding));

    /// <returns>Why the purpose may not be, or null. A withdrawal says itself what is left to do.</returns>
    public Refusal? Refuse(Purpose purpose, DateTime when) => Withdrawn is [var withdrawn, ..] ? AskWithdrawn.Refuse(withdrawn) : Decide(purpose, when).ToRefusal();

    /// <summary>In the order of their names.</summary>
    private static async Task<List<SourceConditions>> SourcesAsync(HubDb db, List<string> origins, CancellationToken stop)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var origin in origins)
            names.Add(origin.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? origin[..at] : origin);
        var asked = new List<string>(names);
        asked.Sort(StringComparer.Ordinal);
        var found = new List<SourceConditions>(asked.Count);
        await foreach (var row in db.RowsAsync(
            """
            WITH source AS MATERIALIZED (SELECT value AS node, instr(value, ':') AS colon, instr(value, '/') AS slash FROM json_each(@value))
            SELECT node, Conditions FROM source
            CROSS JOIN repository ON Kind = substr(node, 1, colon - 1) AND InstitutionId = substr(node, colon + 1, slash - colon - 1) AND Name = substr(node, slash + 1)
            UNION ALL SELECT node, Conditions FROM source CROSS JOIN sample ON node LIKE 'sample:%' AND Id = substr(node, colon + 1)
            ORDER BY node
            """, asked, stop))
        {
            found.Add(new(NodeRef.Parse(row.GetString(0)), Parse(row.GetString(1))));
        }

        return found;
    }

    /// <summary>Texts that are alike were read once: each such instance counts once.</summary>
    private static DataUseConditions Combine(List<SourceConditions> sources)
    {
        var distinct = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var combined = DataUseConditions.None;
        foreach (var source in sources)
        {
            if (distinct.Add(source.Conditions))
                combined = combined.And(source.Conditions);
        }

        return combined;
    }

    private static DataUseConditions Parse(string text)
    {
        if (Read.TryGetValue(text, out var known))
            return known;
        if (Read.Count >= MostRead)
            Read.Clear();
        return Read[text] = ConditionsConverter.Parse(text);
    }
}
