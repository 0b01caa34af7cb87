using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Formats.Links;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Linkage.Routes;

/// <summary>Converts identifiers of one system to another over link sets that the caller may use.</summary>
public sealed class ConvertIdentifiers(HubDb db, AskDownload ask, LinkStores stores, IHttpContextAccessor http)
{
    /// <summary>Of an answer.</summary>
    private const int MostRows = 1_000_000;

    /// <summary>Routes whose counts are shown.</summary>
    private const int MostCounted = 8;

    /// <summary>Of long lists so many are counted to compare routes.</summary>
    private const int MostSampled = 1000;

    public async Task<Outcome<RoutesAnswer>> RoutesAsync(Caller caller, IReadOnlyList<string> identifiers, string? from, string to, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var (systems, graph) = (await IdentifierSystems.ReadAsync(db, stop), await LinkGraph.ReadAsync(db, ask, caller, stop));
        var asked = AskedIdentifiers.Read(identifiers, from, systems);
        var target = systems.Named(to);
        if ((asked.Refusal ?? target.Refusal) is { } refused)
            return refused;
        var ranked = await RankAsync(graph, asked.Value, to, stop);
        if (ranked.Refused)
            return ranked.Refusal!;
        return ranked.Value.Count == 0
            ? NoRoute(graph, asked.Value.System, target.Value)
            : new RoutesAnswer(asked.Value.System.Name, to, Math.Min(asked.Value.List.Count, MostSampled), [.. ranked.Value.Select(route => View(route.Route, route.Sources, route.Targets))]);
    }

    /// <param name="route">Systems from the first to the last, or null for the best.</param>
    public async Task<Outcome<Converted>> RunAsync(Caller caller, IReadOnlyList<string> identifiers, string? from, string to, IReadOnlyList<string>? route, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var (systems, graph) = (await IdentifierSystems.ReadAsync(db, stop), await LinkGraph.ReadAsync(db, ask, caller, stop));
        var asked = AskedIdentifiers.Read(identifiers, route is [var first, ..] ? first : from, systems);
        var target = systems.Named(route is [.., var last] ? last : to);
        if ((asked.Refusal ?? target.Refusal) is { } refused)
            return refused;
        var best = await BestAsync(graph, asked.Value, to, route, stop);
        if (best.Refused)
            return best.Refusal!;
        if (best.Value is not [var chosen])
            return NoRoute(graph, asked.Value.System, target.Value);
        var conversion = await FollowAsync(chosen, asked.Value.List, stop);
        if (conversion.Refused)
            return conversion.Refusal!;
        await RecordLinkUse.RunAsync(db, caller, (http.HttpContext is { } request ? AskDownload.ProjectIn(request) : null) ?? caller.ProjectId, chosen, DateTime.UtcNow, stop);
        return new Converted(systems, chosen, asked.Value, conversion.Value, await ObsoleteAsync(graph, asked.Value, conversion.Value, stop));
    }

    public static ConvertAnswer Answer(Converted done)
    {
        var (rows, more) = (new List<ConvertedRow>(), false);
        var steps = done.Route.Systems.Select(name => done.Systems.Find(name)!).ToList();
        for (var at = 0; at < done.Asked.List.Count && !more; at++)
        {
            foreach (var path in done.Conversion.Paths(at))
            {
                if (more = rows.Count == MostRows)
                    break;
                rows.Add(new(done.Asked.Written[at], [.. path.Select((id, step) => steps[step].Write(id))]));
            }
        }

        var counts = Enumerable.Range(0, done.Asked.List.Count).Select(at => (at, Count: done.Conversion.Targets(at).Count)).ToList();
        return new()
        {
            From = done.Asked.System.Name,
            To = done.Route.Systems[^1],
            Route = done.Route.Systems,
            Links = [.. done.Route.Sets.Select(set => new UsedLinks(set.Id, set.Node.ToString(), set.Version))],
            Rows = rows,
            More = more,
            Unmapped = [.. counts.Where(one => one.Count == 0).Select(one => done.Asked.Written[one.at])],
            Ambiguous = [.. counts.Where(one => one.Count > 1).Select(one => done.Asked.Written[one.at])],
            Obsolete = done.Obsolete,
            Unread = done.Asked.Unread,
        };
    }

    /// <returns>One route or none.</returns>
    private async Task<Outcome<List<LinkRoute>>> BestAsync(LinkGraph graph, AskedIdentifiers asked, string to, IReadOnlyList<string>? route, CancellationToken stop)
    {
        if (route is { Count: > 0 })
            return graph.Along(route) is { } named ? [named] : new List<LinkRoute>();
        var ranked = await RankAsync(graph, asked, to, stop);
        return ranked.Refused ? ranked.Refusal! : ranked.Value.Take(1).Select(one => one.Route).ToList();
    }

    /// <summary>Those first that lead somewhere; then the fewest steps first; of as many, what leads the most identifiers somewhere.</summary>
    private async Task<Outcome<List<(LinkRoute Route, int Sources, int Targets)>>> RankAsync(LinkGraph graph, AskedIdentifiers asked, string to, CancellationToken stop)
    {
        var sample = new IdentifierList();
        for (var at = 0; at < Math.Min(asked.List.Count, MostSampled); at++)
            sample.Add(asked.List[at]);
        var counted = new List<(LinkRoute Route, int Sources, int Targets)>();
        foreach (var route in graph.Routes(asked.System.Name, to).DistinctBy(route => route.ToString()).Take(MostCounted))
        {
            var done = await FollowAsync(route, sample, stop);
            if (done.Refused)
                return done.Refusal!;
            var (sources, targets) = Count(done.Value);
            counted.Add((route, sources, targets));
        }

        return counted.OrderBy(one => one.Sources == 0).ThenBy(one => one.Route.Hops.Count).ThenByDescending(one => one.Sources).ToList();
    }

    internal static (int Sources, int Targets) Count(Conversion done)
    {
        var (sources, targets) = (0, new HashSet<string>(StringComparer.Ordinal));
        for (var at = 0; at < done.Asked.Count; at++)
        {
            var found = done.Targets(at);
            sources += found.Count > 0 ? 1 : 0;
            targets.UnionWith(found);
        }

        return (sources, targets.Count);
    }

    private async Task<Outcome<Conversion>> FollowAsync(LinkRoute route, IdentifierList asked, CancellationToken stop)
    {
        var conversion = new Conversion(asked);
        foreach (var hop in route.Hops)
        {
            var said = new List<LinkAnswer>();
            foreach (var set in hop.Sets)
            {
                var answer = await stores.ConvertAsync(db, set, conversion.Last, hop.Reversed, stop);
                if (answer.Refused)
                    return answer.Refusal!;
                said.Add(answer.Value);
            }

            conversion.Add(LinkAnswer.Union(said));
        }

        return conversion;
    }

    private async Task<IReadOnlyList<ObsoleteIdentifier>> ObsoleteAsync(LinkGraph graph, AskedIdentifiers asked, Conversion done, CancellationToken stop)
    {
        var obsolete = new List<ObsoleteIdentifier>();
        foreach (var set in graph.Sets.Where(set => set.Meaning.Name == LinkMeaning.ReplacedBy && set.From == asked.System.Name))
        {
            var answer = await stores.ConvertAsync(db, set, done.Asked, reversed: false, stop);
            if (answer.Refused)
                continue;
            for (var at = 0; at < done.Asked.Count; at++)
            {
                if (answer.Value.Of(at) is ({ } start, > 0 and var count))
                    obsolete.Add(new(asked.Written[at], [.. Enumerable.Range(start, count).Select(next => asked.System.Write(answer.Value.Targets.Text(next)))]));
            }
        }

        return [.. obsolete.DistinctBy(one => one.Id)];
    }

    private static RouteView View(LinkRoute route, int sources, int targets) =>
        new(route.Systems, [.. route.Hops.Select(hop => hop.Meaning.Forward.Ja)], [.. route.Hops.Select(hop => hop.Meaning.Forward.En)], sources, targets);

    private static Refusal NoRoute(LinkGraph graph, IdentifierSystem from, IdentifierSystem to) => graph.RefusalOf(from.Name, to.Name) ?? Refusal.NotFound(
        new($"{from.Label.Ja}から{to.Label.Ja}へは、{LinkGraph.MostHops} 段階以内の対応付けがありません。", $"No links lead from {from.Label.En} to {to.Label.En} within {LinkGraph.MostHops} steps."),
        new("対応付けを含むデータセットを登録してください。", "Declare a dataset that holds such links."));
}

/// <summary>A conversion that was done.</summary>
public sealed record Converted(IdentifierSystems Systems, LinkRoute Route, AskedIdentifiers Asked, Conversion Conversion, IReadOnlyList<ObsoleteIdentifier> Obsolete);
