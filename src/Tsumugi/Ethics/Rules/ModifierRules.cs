using Tsumugi.Ethics.Terms;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Rules;

/// <summary>Modifiers without a parameter: each refuses, obliges or says nothing, whatever the others do.</summary>
internal static class ModifierRules
{
    public static IEnumerable<Finding> Find(DataUseConditions conditions, Purpose purpose, DateOnly when)
    {
        foreach (var modifier in conditions.Modifiers)
        {
            if (Find(modifier, conditions, purpose, when) is { } finding)
                yield return finding;
        }
    }

    private static Finding? Find(Modifier modifier, DataUseConditions conditions, Purpose purpose, DateOnly when) => modifier switch
    {
        Modifier.NoMethodsDevelopment => When(purpose.DevelopsMethods, modifier),
        Modifier.GeneticStudiesOnly => When(!purpose.StudiesGenetics, modifier),
        Modifier.NotForProfitNonCommercialOnly => When(purpose.IsCommercial || purpose.ByForProfitOrganisation, modifier),
        Modifier.NotForProfitOrganisationOnly => When(purpose.ByForProfitOrganisation, modifier),
        Modifier.NonCommercialUseOnly => When(purpose.IsCommercial, modifier),
        Modifier.NoPopulationOrigins => When(purpose.StudiesOrigins, modifier),
        Modifier.EthicsApprovalRequired => Approval(purpose, when),
        Modifier.PublicationRequired or Modifier.CollaborationRequired or Modifier.ReturnToDatabase =>
            Of(Ruling.PermittedWithObligations, modifier, DuoTerms.Of(modifier).Meaning) with { Due = conditions.Due[modifier] },
        Modifier.ClinicalCare => null,

        // The others are limits: without their parameter nobody can say whether it is met.
        _ => Of(Ruling.NeedsCommittee, modifier, new(
            $"「{DuoTerms.Of(modifier).Title.Ja}」とだけ記され、その範囲が書かれていません。", $"It says '{DuoTerms.Of(modifier).Title.En}' and leaves open which.")),
    };

    private static Finding? When(bool conflicts, Modifier modifier) =>
        conflicts ? Of(Ruling.Refused, modifier, DuoTerms.Of(modifier).Meaning) : null;

    private static Finding Approval(Purpose purpose, DateOnly when) => purpose switch
    {
        { EthicsApproval: null } => Of(Ruling.Refused, Modifier.EthicsApprovalRequired, new("倫理審査の承認が必要です。", "An ethics committee's approval is needed.")),
        { EthicsApprovalUntil: { } until } when until < when => Of(Ruling.Refused, Modifier.EthicsApprovalRequired, new(
            $"倫理審査の承認は {until:yyyy-MM-dd} で切れています。", $"The ethics committee's approval ended on {until:yyyy-MM-dd}.")),
        _ => Of(Ruling.PermittedWithObligations, Modifier.EthicsApprovalRequired, new(
            "利用の間、倫理審査の承認を保ってください。", "Keep the ethics committee's approval for as long as you use it.")) with
        { Due = purpose.EthicsApprovalUntil },
    };

    private static Finding Of(Ruling verdict, Modifier modifier, Words because) => new(verdict, DuoTerms.Of(modifier).Code, because);
}
