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
        new(Order(Rules.SelectMany(find => find(conditions, purpose, DateOnly.FromDateTime(when)))));

    /// <summary>What all sources together say: each one's own findings, and what only follows from their combination.</summary>
    public static Decision Decide(IReadOnlyList<SourceConditions> sources, Purpose purpose, DateTime when)
    {
        var found = new Dictionary<Finding, List<NodeRef>>();
        foreach (var alike in sources.GroupBy(source => source.Conditions))
        {
            foreach (var finding in Decide(alike.Key, purpose, when).Findings)
            {
                if (!found.TryGetValue(finding, out var named))
                    found[finding] = named = [];
                named.AddRange(alike.Select(source => source.Source));
            }
        }

        // Together they may ask what none of them asks alone: no disease, no country, no licence in common.
        var everyone = sources.Select(source => source.Source).ToList();
        var together = Decide(DataUseConditions.Combine(sources.Select(source => source.Conditions).Distinct()), purpose, when);
        var alone = found.Keys.Select(finding => (finding.Rule, finding.Ruling)).ToHashSet();
        foreach (var finding in together.Findings.Where(finding => !alone.Contains((finding.Rule, finding.Ruling))))
            found[finding] = everyone;
        return new(Order(found.SelectMany(pair => Granted(pair.Key, pair.Value, purpose, DateOnly.FromDateTime(when)))));
    }

    /// <summary>A committee lifts a rule for the sources that its decision names, and turns it into an obligation; for other sources it stands.</summary>
    private static IEnumerable<Finding> Granted(Finding finding, List<NodeRef> sources, Purpose purpose, DateOnly day)
    {
        var open = sources;
        if (finding.Ruling >= Ruling.NeedsCommittee && purpose.Grants.Count > 0)
        {
            var grants = purpose.Grants.Where(grant => grant.Rule == finding.Rule && day <= grant.Until && sources.Contains(grant.Source))
                .GroupBy(grant => grant.Source).Select(same => same.MaxBy(grant => grant.Until)!).ToList();
            foreach (var grant in grants)
            {
                yield return finding with
                {
                    Ruling = Ruling.PermittedWithObligations,
                    Because = new(
                        $"データアクセス委員会の決定（{grant.Decision.Id}）により {grant.Until:yyyy-MM-dd} まで使えます。決定に付けられた条件を守ってください。",
                        $"A data access committee decided ({grant.Decision.Id}) that it may be used until {grant.Until:yyyy-MM-dd}; keep to the terms of the decision."),
                    Due = grant.Until,
                    Sources = [grant.Source],
                };
            }

            open = [.. sources.Where(source => grants.TrueForAll(grant => grant.Source != source))];
        }

        if (open.Count > 0)
            yield return Named(finding, open);
    }

    private static Finding Named(Finding finding, List<NodeRef> sources) => finding with
    {
        Sources = [.. sources.OrderBy(source => source.ToString(), StringComparer.Ordinal).Take(MostSources)],
        MoreSources = Math.Max(0, sources.Count - MostSources),
    };

    private static List<Finding> Order(IEnumerable<Finding> findings) =>
        [.. findings.OrderByDescending(finding => finding.Ruling).ThenBy(finding => finding.Rule, StringComparer.Ordinal)];
}
