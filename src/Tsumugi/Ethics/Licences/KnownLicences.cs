using System.Collections.Frozen;

namespace Tsumugi.Ethics.Licences;

/// <summary>What a licence asks of whoever makes something from it.</summary>
/// <param name="Family">What is made must stay under a licence of this family; null when it need not.</param>
public sealed record KnownLicence(string Id, bool NoDerivatives = false, bool NonCommercial = false, string? Family = null);

/// <summary>Licences that the hub can weigh, by SPDX identifier; of any other it says that it does not know.</summary>
/// <remarks>
/// Facts from the licences' own texts: Creative Commons 4.0 and 3.0 (section 3), ODbL 1.0 (4.4), GPL 3.0 (5c), AGPL 3.0 (13), CDLA-Sharing 1.0 (3).
/// Which share-alike licences accept which: Creative Commons' list of compatible licences, and section 13 of GPL 3.0 and AGPL 3.0.
/// </remarks>
public static class KnownLicences
{
    private static readonly FrozenDictionary<string, KnownLicence> All = new KnownLicence[]
    {
        new("CC0-1.0"), new("PDDL-1.0"), new("ODC-By-1.0"), new("CDLA-Permissive-1.0"), new("CDLA-Permissive-2.0"), new("Unlicense"),
        new("CC-BY-3.0"), new("CC-BY-4.0"), new("MIT"), new("ISC"), new("BSD-2-Clause"), new("BSD-3-Clause"), new("Apache-2.0"),
        new("CC-BY-NC-3.0", NonCommercial: true), new("CC-BY-NC-4.0", NonCommercial: true),
        new("CC-BY-ND-3.0", NoDerivatives: true), new("CC-BY-ND-4.0", NoDerivatives: true),
        new("CC-BY-NC-ND-3.0", NoDerivatives: true, NonCommercial: true), new("CC-BY-NC-ND-4.0", NoDerivatives: true, NonCommercial: true),
        new("CC-BY-SA-3.0", Family: "CC-BY-SA"), new("CC-BY-SA-4.0", Family: "CC-BY-SA"),
        new("CC-BY-NC-SA-3.0", NonCommercial: true, Family: "CC-BY-NC-SA"), new("CC-BY-NC-SA-4.0", NonCommercial: true, Family: "CC-BY-NC-SA"),
        new("GPL-3.0-only", Family: "GPL-3.0"), new("GPL-3.0-or-later", Family: "GPL-3.0"), new("AGPL-3.0-only", Family: "AGPL-3.0"), new("AGPL-3.0-or-later", Family: "AGPL-3.0"),
        new("ODbL-1.0", Family: "ODbL"), new("CDLA-Sharing-1.0", Family: "CDLA-Sharing"),

        // The sample that ships with the hub: RefSeq's records come without restriction.
        new("LicenseRef-RefSeq-unrestricted"),
    }.ToFrozenDictionary(licence => licence.Id, StringComparer.OrdinalIgnoreCase);

    /// <returns>Null when the hub does not know it.</returns>
    public static KnownLicence? Find(string id) => All.GetValueOrDefault(id);

    /// <summary>May one work be made from both?</summary>
    public static bool Combine(KnownLicence one, KnownLicence other)
    {
        if (one.NoDerivatives || other.NoDerivatives)
            return false;

        // Share-alike hands on the right to commercial use, which the other withholds.
        if ((one.Family is not null && !one.NonCommercial && other.NonCommercial) || (other.Family is not null && !other.NonCommercial && one.NonCommercial))
            return false;
        return one.Family is null || other.Family is null || one.Family == other.Family
            || Accepts(one.Family, other.Family) || Accepts(other.Family, one.Family);
    }

    /// <summary>Whether the second family may take in the first.</summary>
    private static bool Accepts(string one, string other) => (one, other) is ("CC-BY-SA", "GPL-3.0") or ("GPL-3.0", "AGPL-3.0") or ("CC-BY-SA", "AGPL-3.0");
}
