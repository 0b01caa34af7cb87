using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Linkage.Systems;

namespace Tsumugi.Datasets.Linkage.Routes;

/// <summary>One step of a route: the link sets of one pair and meaning, of all datasets, read from one end.</summary>
public sealed record LinkHop(IReadOnlyList<LinkSet> Sets, bool Reversed)
{
    public string From => Reversed ? Sets[0].To : Sets[0].From;

    public string To => Reversed ? Sets[0].From : Sets[0].To;

    public LinkMeaning Meaning => Reversed ? Sets[0].Meaning.Turned() : Sets[0].Meaning;
}

/// <summary>A way from one system to another.</summary>
public sealed record LinkRoute(IReadOnlyList<LinkHop> Hops)
{
    /// <summary>Systems from the first to the last.</summary>
    public IReadOnlyList<string> Systems => [Hops[0].From, .. Hops.Select(hop => hop.To)];

    public IEnumerable<LinkSet> Sets => Hops.SelectMany(hop => hop.Sets);

    public override string ToString() => string.Join(',', Systems);
}
