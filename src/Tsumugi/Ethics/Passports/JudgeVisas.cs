using Tsumugi.Hub;

namespace Tsumugi.Ethics.Passports;

/// <param name="Until">When it ends: its own end, or that of the visas that its conditions or its identity rest on.</param>
/// <param name="Root">The identity of the person, entered by an operator, that it rests on.</param>
public sealed record Judged(Visa Visa, DateTime Until, VisaIdentity Root, Refusal? Refusal);

/// <summary>Which visas of one passport are a person's, and whose conditions the others meet. Pure.</summary>
public static class JudgeVisas
{
    /// <param name="visas">Signed by issuers that are trusted, and in their time.</param>
    /// <param name="own">Identities of the person that an operator entered.</param>
    /// <param name="others">Identities of other people of the hub: nothing links to them.</param>
    public static IReadOnlyList<Judged> Of(IReadOnlyList<Visa> visas, IReadOnlySet<VisaIdentity> own, IReadOnlySet<VisaIdentity> others)
    {
        var identities = Linked(visas, own, others);
        var mine = visas.Where(visa => identities.ContainsKey(visa.Identity)).ToList();
        return [.. visas.Select(visa => Of(visa, identities, mine))];
    }

    private static Judged Of(Visa visa, Dictionary<VisaIdentity, Link> identities, List<Visa> mine)
    {
        if (!identities.TryGetValue(visa.Identity, out var link))
            return new(visa, visa.Expires, visa.Identity, VisaFaults.Subject(visa.Identity));
        var until = Earlier(link.Until, visa.Expires);
        if (visa.Conditions is null)
            return new(visa, until, link.Root, null);
        var met = visa.Conditions.HoldsUntil([.. mine.Select(one => one with { Expires = Earlier(one.Expires, identities[one.Identity].Until) })]);
        return new(visa, Earlier(until, met ?? until), link.Root, met is null ? VisaFaults.Unmet : null);
    }

    /// <summary>Identities that chains of LinkedIdentities tie to the person's own, each with its end.</summary>
    private static Dictionary<VisaIdentity, Link> Linked(IReadOnlyList<Visa> visas, IReadOnlySet<VisaIdentity> own, IReadOnlySet<VisaIdentity> others)
    {
        var found = own.ToDictionary(identity => identity, identity => new Link(DateTime.MaxValue, identity));
        var links = visas.Where(visa => visa is { Type: VisaTypes.LinkedIdentities, Conditions: null }).ToList();
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var link in links.Where(link => found.ContainsKey(link.Identity)))
            {
                var (until, root) = (Earlier(found[link.Identity].Until, link.Expires), found[link.Identity].Root);
                foreach (var identity in Read(link.Value).Where(identity => !others.Contains(identity) && (!found.TryGetValue(identity, out var known) || known.Until < until)))
                    (found[identity], grew) = (new(until, root), true);
            }
        }

        return found;
    }

    /// <summary><c>sub,iss;sub,iss</c>, each part URI-encoded.</summary>
    private static IEnumerable<VisaIdentity> Read(string value) => value.Split(';')
        .Select(pair => pair.Split(','))
        .Where(pair => pair.Length == 2)
        .Select(pair => new VisaIdentity(Uri.UnescapeDataString(pair[1]), Uri.UnescapeDataString(pair[0])));

    private readonly record struct Link(DateTime Until, VisaIdentity Root);

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}
