using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Withdrawals;
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

    public static async Task<EffectiveConditions> OfAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        // One connection for all its questions: to open one costs more than to ask.
        await db.Database.OpenConnectionAsync(stop);
        try
        {
            var origins = await FindOrigins.OfAsync(db, nodes, stop);
            var sources = await SourcesAsync(db, origins, stop);
            return new(DataUseConditions.Combine(sources.Select(source => source.Conditions).Distinct()), sources, await FindWithdrawals.AmongAsync(db, origins, stop));
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Whether a purpose may be, with every rule and the sources it came from.</summary>
    public Decision Decide(Purpose purpose, DateTime when) => DecideUse.Decide(Sources, Combined, purpose, when).With(Withdrawn.Select(AskWithdrawn.Finding));

    private static async Task<List<SourceConditions>> SourcesAsync(HubDb db, IEnumerable<NodeRef> origins, CancellationToken stop)
    {
        var keys = origins.Select(node => node.Whole).Distinct().Select(node => (string[])[node.Kind, .. node.Id.Split('/', 2)]);
        var found = new List<SourceConditions>();
        await foreach (var row in db.RowsAsync(
            """
            SELECT Kind, InstitutionId, Name, Conditions FROM json_each(@value) AS source
            CROSS JOIN repository ON Kind = source.value ->> 0 AND InstitutionId = source.value ->> 1 AND Name = source.value ->> 2
            """, keys, stop))
        {
            found.Add(new(NodeRef.Of(row.GetString(0), $"{row.GetString(1)}/{row.GetString(2)}"), Parse(row.GetString(3))));
        }

        found.Sort((one, other) => string.CompareOrdinal(one.Source.ToString(), other.Source.ToString()));
        return found;
    }

    private static DataUseConditions Parse(string text)
    {
        if (Read.TryGetValue(text, out var known))
            return known;
        if (Read.Count >= MostRead)
            Read.Clear();
        return Read[text] = JsonSerializer.Deserialize<DataUseConditions>(text, JsonSerializerOptions.Web)!;
    }
}
