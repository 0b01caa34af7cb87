using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Linkage.Systems;

namespace Tsumugi.Datasets.Linkage.Routes;

/// <summary>One step of a route: a link set, read from either end.</summary>
public sealed record LinkHop(LinkSet Set, bool Reversed)
{
    public string From => Reversed ? Set.To : Set.From;

    public string To => Reversed ? Set.From : Set.To;

    public LinkMeaning Meaning => Reversed ? Set.Meaning.Reversed : Set.Meaning;
}

/// <summary>A way from one system to another.</summary>
public sealed record LinkRoute(IReadOnlyList<LinkHop> Hops)
{
    /// <summary>Systems from the first to the last.</summary>
    public IReadOnlyList<string> Systems => [Hops[0].From, .. Hops.Select(hop => hop.To)];

    public override string ToString() => string.Join(',', Systems);
}
