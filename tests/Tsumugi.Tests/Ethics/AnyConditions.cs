using CsCheck;
using Tsumugi.Ethics;

namespace Tsumugi.Tests.Ethics;

/// <summary>Conditions and purposes drawn from few enough words that they often meet.</summary>
internal static class AnyConditions
{
    private static readonly string[] DiseaseTerms = ["MONDO:0005025", "MONDO:0004992", "MONDO:0005148"];

    private static readonly string[] LicenceTerms = ["CC0-1.0", "CC-BY-4.0", "LicenseRef-hub"];

    public static readonly Gen<DataUseConditions> Conditions =
        from permission in Gen.Enum<Permission>()
        from diseases in Some(DiseaseTerms)
        from modifiers in Some(Enum.GetValues<Modifier>())
        from licences in Some(LicenceTerms)
        select new DataUseConditions
        {
            Permission = permission,
            Diseases = permission == Permission.DiseaseSpecific ? [.. diseases] : [],
            Modifiers = [.. modifiers],
            Licences = [.. licences],
        };

    public static readonly Gen<Purpose> Purposes =
        from flags in Gen.Bool.Array[5]
        from disease in Gen.Int[0, DiseaseTerms.Length]
        select new Purpose
        {
            IsBiomedical = flags[0],
            DevelopsMethods = flags[1],
            IsCommercial = flags[2],
            ByForProfitOrganisation = flags[3],
            EthicsApproval = flags[4] ? "2026-001" : null,
            Disease = disease < DiseaseTerms.Length ? DiseaseTerms[disease] : null,
        };

    private static Gen<T[]> Some<T>(T[] all) =>
        Gen.Bool.Array[all.Length].Select(taken => all.Where((_, at) => taken[at]).ToArray());
}
