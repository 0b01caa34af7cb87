using Tsumugi.Ethics.Licences;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Rules;

/// <summary>What licences say, each alone and in pairs: more licences only ever find more.</summary>
internal static class LicenceRules
{
    public static IEnumerable<Finding> Find(DataUseConditions conditions, Purpose purpose, DateOnly when)
    {
        var known = new List<KnownLicence>();
        foreach (var id in conditions.Licences)
        {
            if (KnownLicences.Find(id) is { } licence)
                known.Add(licence);
            else if (purpose.MakesDerivative || purpose.IsCommercial)
                yield return new(Ruling.PermittedWithObligations, Rule(id), new($"ライセンス {id} が何を許すかを、ハブは判断できません。使う前に本文を確かめてください。", $"The hub cannot tell what the licence {id} permits: read its text before use."));
        }

        foreach (var licence in known)
        {
            if (purpose.MakesDerivative && licence.NoDerivatives)
                yield return new(Ruling.Refused, Rule(licence.Id), new($"ライセンス {licence.Id} は改変したものを作ることを許しません。", $"The licence {licence.Id} permits nothing to be made from it."));
            if (purpose.IsCommercial && licence.NonCommercial)
                yield return new(Ruling.Refused, Rule(licence.Id), new($"ライセンス {licence.Id} は商用利用を許しません。", $"The licence {licence.Id} does not permit commercial use."));
        }

        if (!purpose.MakesDerivative)
            yield break;
        for (var at = 0; at < known.Count; at++)
        {
            for (var with = at + 1; with < known.Count; with++)
            {
                var (one, other) = (known[at], known[with]);
                if (!one.NoDerivatives && !other.NoDerivatives && !KnownLicences.Combine(one, other))
                {
                    yield return new(Ruling.Refused, $"{Rule(one.Id)}+{other.Id}", new Words(
                        $"ライセンス {one.Id} と {other.Id} は両立せず、両方から一つのものを作れません。", $"The licences {one.Id} and {other.Id} do not go together: nothing may be made from both."));
                }
            }
        }
    }

    private static string Rule(string licence) => $"SPDX:{licence}";
}
