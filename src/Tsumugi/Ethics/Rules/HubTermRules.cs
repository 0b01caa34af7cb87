using Tsumugi.Ethics.Terms;

namespace Tsumugi.Ethics.Rules;

/// <summary>The hub's own terms.</summary>
internal static class HubTermRules
{
    public static IEnumerable<Finding> Find(DataUseConditions conditions, Purpose purpose, DateOnly when)
    {
        if (purpose.TrainsModel && conditions.ModelTraining != Allowance.Allowed)
            yield return Of(conditions.ModelTraining, HubTerms.ModelTraining(conditions.ModelTraining));
        if (purpose.ReleasesWeights && conditions.WeightsRelease != Allowance.Allowed)
            yield return Of(conditions.WeightsRelease, HubTerms.WeightsRelease(conditions.WeightsRelease));
        if (purpose.ReleasesOutputs && conditions.OutputsRelease != Allowance.Allowed)
            yield return Of(conditions.OutputsRelease, HubTerms.OutputsRelease(conditions.OutputsRelease));
        if (conditions.NoReidentification)
            yield return new(purpose.Reidentifies ? Ruling.Refused : Ruling.PermittedWithObligations, HubTerms.NoReidentification.Code, HubTerms.NoReidentification.Meaning);
    }

    private static Finding Of(Allowance allowance, DuoTerm term) =>
        new(allowance == Allowance.NotAllowed ? Ruling.Refused : Ruling.NeedsCommittee, term.Code, term.Meaning);
}
