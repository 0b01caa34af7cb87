using System.Collections.Frozen;
using System.Collections.Immutable;
using CsCheck;
using Tsumugi.Ethics;

namespace Tsumugi.Tests.Ethics;

/// <summary>Conditions and purposes drawn from few enough words that they often meet.</summary>
internal static class AnyConditions
{
    private static readonly string[] DiseaseTerms = ["MONDO:0008903", "MONDO:0004992", "MONDO:0005148"];

    private static readonly string[] LicenceTerms = ["CC0-1.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "ODbL-1.0", "LicenseRef-hub"];

    private static readonly string[] Names = ["a", "b", "c"];

    private static readonly Gen<ImmutableSortedSet<string>?> NameSet =
        from limited in Gen.Bool
        from some in Some(Names)
        select limited ? some.ToImmutableSortedSet(StringComparer.Ordinal) : null;

    private static readonly Gen<DateOnly?> Days =
        from set in Gen.Bool
        from day in Gen.Int[1, 4]
        select set ? new DateOnly(2026, 6, day) : (DateOnly?)null;

    private static readonly Gen<Limits> AnyLimits =
        from names in NameSet.Array[5]
        from days in Days.Array[2]
        select new Limits { ResearchTypes = names[0], Regions = names[1], Institutions = names[2], Projects = names[3], Users = names[4], UseUntil = days[0], PublishFrom = days[1] };

    private static readonly Gen<DueDays> Dues =
        from days in Days.Array[3]
        select new DueDays { Publication = days[0], Collaboration = days[1], Return = days[2] };

    public static readonly Gen<DataUseConditions> Conditions =
        from permission in Gen.Enum<Permission>()
        from diseases in Some(DiseaseTerms)
        from modifiers in Some(Enum.GetValues<Modifier>())
        from licences in Some(LicenceTerms)
        from limited in Gen.Int[0, 2]
        from limits in AnyLimits
        from due in Dues
        from allowances in Gen.Enum<Allowance>().Array[3]
        from reidentification in Gen.Bool
        select new DataUseConditions
        {
            Permission = permission,
            Diseases = permission == Permission.DiseaseSpecific ? [.. diseases] : DiseaseClauses.None,
            Modifiers = [.. modifiers],
            Licences = [.. licences],
            Limits = limited == 0 ? limits : Limits.None,
            Due = due,
            ModelTraining = allowances[0],
            WeightsRelease = allowances[1],
            OutputsRelease = allowances[2],
            NoReidentification = reidentification,
        };

    public static readonly Gen<Purpose> Purposes =
        from flags in Gen.Bool.Array[13]
        from disease in Gen.Int[0, DiseaseTerms.Length]
        from who in Gen.Int[0, Names.Length].Array[4]
        from institutions in Some(Names)
        from days in Days.Array[2]
        select new Purpose
        {
            IsBiomedical = flags[0],
            DevelopsMethods = flags[1],
            IsCommercial = flags[2],
            ByForProfitOrganisation = flags[3],
            EthicsApproval = flags[4] ? "2026-001" : null,
            StudiesOrigins = flags[5],
            StudiesGenetics = flags[6],
            IsClinicalCare = flags[7],
            TrainsModel = flags[8],
            MakesDerivative = flags[9],
            ReleasesWeights = flags[10],
            ReleasesOutputs = flags[11],
            Reidentifies = flags[12],
            Disease = disease < DiseaseTerms.Length ? new(DiseaseTerms[disease], disease == 0 ? FrozenSet.Create("MONDO:0004992") : FrozenSet<string>.Empty) : null,
            ResearchType = One(who[0]),
            Region = One(who[1]),
            Project = One(who[2]),
            User = One(who[3]),
            Institutions = [.. institutions],
            PublishesOn = days[0],
            EthicsApprovalUntil = days[1],
        };

    private static string? One(int at) => at < Names.Length ? Names[at] : null;

    private static Gen<T[]> Some<T>(T[] all) =>
        Gen.Bool.Array[all.Length].Select(taken => all.Where((_, at) => taken[at]).ToArray());
}
