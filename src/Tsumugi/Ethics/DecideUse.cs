using Tsumugi.Ethics.Rules;
using Tsumugi.Thread;

namespace Tsumugi.Ethics;

/// <param name="Source">The repository whose conditions these are.</param>
public sealed record SourceConditions(NodeRef Source, DataUseConditions Conditions);

/// <summary>Whether data may be used for a purpose at a moment. Pure: every door asks it with what it knows.</summary>
public static class DecideUse
{
    private const int MostSources = 20;

    private static readonly Func<DataUseConditions, Purpose, DateOnly, IEnumerable<Finding>>[] Rules =
    [
        PermissionRules.Find, ModifierRules.Find, LimitRules.Find, HubTermRules.Find, LicenceRules.Find,
    ];

    /// <summary>What one set of conditions says; its findings name no source.</summary>
    public static Decision Decide(DataUseConditions conditions, Purpose purpose, DateTime when) =>
        new(Order(Find(conditions, purpose, DateOnly.FromDateTime(when))));

    /// <summary>What all sources together say: each one's own findings, and what only follows from their combination.</summary>
    public static Decision Decide(IReadOnlyList<SourceConditions> sources, Purpose purpose, DateTime when) =>
        Decide(sources, DataUseConditions.Combine(sources.Select(source => source.Conditions).Distinct()), purpose, when);

    /// <param name="combined">The conditions of all sources together, for whoever knows them already.</param>
    public static Decision Decide(IReadOnlyList<SourceConditions> sources, DataUseConditions combined, Purpose purpose, DateTime when)
    {
        var day = DateOnly.FromDateTime(when);
        var found = new Dictionary<Finding, List<SourceConditions>>();
        foreach (var (conditions, alike) in Alike(sources))
        {
            foreach (var finding in Find(conditions, purpose, day))
            {
                if (!found.TryGetValue(finding, out var named))
                    found[finding] = named = [];
                named.AddRange(alike);
            }
        }

        // Together they may ask what none of them asks alone: no disease, no country, no licence in common.
        var together = Find(combined, purpose, day).Where(finding => !found.Keys.Any(alone => alone.Rule == finding.Rule && alone.Ruling == finding.Ruling)).ToList();
        foreach (var finding in together)
            found[finding] = [.. sources];
        return new(Order(found.SelectMany(pair => Granted(pair.Key, pair.Value, purpose, day))));
    }

    private static IEnumerable<Finding> Find(DataUseConditions conditions, Purpose purpose, DateOnly day)
    {
        foreach (var find in Rules)
        {
            foreach (var finding in find(conditions, purpose, day))
                yield return finding;
        }
    }

    /// <summary>Sources by their conditions. Whoever reads the same text many times gives the same instance, which is told apart at once.</summary>
    private static Dictionary<DataUseConditions, List<SourceConditions>> Alike(IReadOnlyList<SourceConditions> sources)
    {
        var alike = new Dictionary<DataUseConditions, List<SourceConditions>>(ReferenceEqualityComparer.Instance);
        foreach (var source in sources)
        {
            if (!alike.TryGetValue(source.Conditions, out var named))
                alike[source.Conditions] = named = [];
            named.Add(source);
        }

        return alike;
    }

    /// <summary>A committee lifts a rule for the sources that its decision names, and turns it into an obligation; for other sources it stands.</summary>
    private static IEnumerable<Finding> Granted(Finding finding, List<SourceConditions> sources, Purpose purpose, DateOnly day)
    {
        var open = sources;
        if (finding.Ruling >= Ruling.NeedsCommittee && purpose.Grants.Count > 0)
        {
            var grants = purpose.Grants.Where(grant => grant.Lifts(finding) && day <= grant.Until && sources.Exists(source => source.Source == grant.Source))
                .GroupBy(grant => grant.Source).Select(same => same.MaxBy(grant => grant.Until)!).ToList();
            foreach (var grant in grants)
            {
                yield return finding with
                {
                    Ruling = Ruling.PermittedWithObligations,
                    Because = grant.Because,
                    Due = grant.Until,
                    Sources = [grant.Source],
                };
            }

            open = [.. sources.Where(source => grants.TrueForAll(grant => grant.Source != source.Source))];
        }

        if (open.Count > 0)
            yield return Named(finding, open);
    }

    private static Finding Named(Finding finding, List<SourceConditions> sources) => finding with
    {
        Sources = [.. sources.OrderBy(source => source.Source.ToString(), StringComparer.Ordinal).Take(MostSources).Select(source => source.Source)],
        MoreSources = Math.Max(0, sources.Count - MostSources),
    };

    private static List<Finding> Order(IEnumerable<Finding> findings) =>
        [.. findings.OrderByDescending(finding => (int)finding.Ruling).ThenBy(finding => finding.Rule, StringComparer.Ordinal)];
}
