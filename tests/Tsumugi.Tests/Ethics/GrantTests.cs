using Tsumugi.Ethics;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Ethics;

/// <summary>A committee's decision lifts one rule of one source, and nothing besides.</summary>
public sealed class GrantTests
{
    private const string Disease = "DUO:0000007";

    private static readonly DateTime When = new(2027, 5, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly NodeRef One = NodeRef.Of("dataset", "lab/one");
    private static readonly NodeRef Other = NodeRef.Of("dataset", "clinic/other");

    private static readonly SourceConditions[] Sources =
    [
        new(One, new() { Permission = Permission.DiseaseSpecific, Diseases = ["MONDO:0004992"] }),
        new(Other, new() { Permission = Permission.DiseaseSpecific, Diseases = ["MONDO:0004992"], Modifiers = [Modifier.EthicsApprovalRequired] }),
    ];

    [Fact]
    public void Rule_is_lifted_for_the_source_that_the_decision_names_and_stands_for_the_other()
    {
        var decision = Decide(Grant(One));
        Assert.Equal(Ruling.Refused, decision.Ruling);
        Assert.Equal([Other], decision.Findings.Single(finding => finding is { Rule: Disease, Ruling: Ruling.Refused }).Sources);
        Assert.Equal([One], decision.Findings.Single(finding => finding is { Rule: Disease, Ruling: Ruling.PermittedWithObligations }).Sources);
    }

    [Fact]
    public void Other_rules_of_the_same_source_stand()
    {
        var decision = Decide(Grant(One), Grant(Other));
        Assert.DoesNotContain(decision.Findings, finding => finding is { Rule: Disease, Ruling: >= Ruling.NeedsCommittee });
        Assert.Equal(["DUO:0000021"], decision.Findings.Where(finding => finding.Ruling == Ruling.Refused).Select(finding => finding.Rule));
    }

    [Fact]
    public void Grant_holds_through_its_last_day_and_becomes_an_obligation_that_names_the_decision()
    {
        var lifted = Assert.Single(DecideUse.Decide([Sources[0]], Purpose(Grant(One)), When).Findings);
        Assert.Equal((Ruling.PermittedWithObligations, DateOnly.FromDateTime(When)), (lifted.Ruling, lifted.Due));
        Assert.Contains("abc", lifted.Because.Ja, StringComparison.Ordinal);
        Assert.Equal(Ruling.Refused, DecideUse.Decide([Sources[0]], Purpose(Grant(One)), When.AddDays(1)).Ruling);
    }

    [Fact]
    public void Grant_of_a_source_that_is_not_used_lifts_nothing() =>
        Assert.Equal(Ruling.Refused, DecideUse.Decide([Sources[0]], Purpose(Grant(Other)), When).Ruling);

    private static Decision Decide(params Grant[] grants) => DecideUse.Decide(Sources, Purpose(grants), When);

    private static Purpose Purpose(params Grant[] grants) => Tsumugi.Ethics.Purpose.FoundationModelTraining with { Grants = grants };

    private static Grant Grant(NodeRef source) => new(source, Disease, DateOnly.FromDateTime(When), NodeRef.Of("application", "abc"));
}
