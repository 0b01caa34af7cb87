using Tsumugi.Ethics;
using Tsumugi.Ethics.Terms;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Ethics;

public sealed class DecisionTests
{
    public static TheoryData<string, string, string, string> Table =>
        new(DecisionTable.Rows().Select(row => (row[0], row[1], row[2], row[3])));

    [Theory]
    [MemberData(nameof(Table))]
    public void The_table_holds(string conditions, string purpose, string verdict, string rule)
    {
        var (sources, asked) = (DecisionTable.Sources(conditions), DecisionTable.Purpose(purpose));
        var decision = DecideUse.Decide(sources, asked, DecisionTable.When);
        Assert.Equal(Read(verdict), decision.Ruling);
        var gravest = decision.Findings.Where(finding => finding.Ruling == decision.Ruling).Select(finding => finding.Rule);
        Assert.Contains(rule, gravest.DefaultIfEmpty(""));

        // What was made from all of them is no freer, whatever became of its sources' names.
        Assert.Equal(decision.Ruling, DecideUse.Decide(DataUseConditions.Combine(sources.Select(source => source.Conditions)), asked, DecisionTable.When).Ruling);
        Assert.All(decision.Findings, finding =>
        {
            Assert.NotEmpty(finding.Sources);
            Assert.All([finding.Because.Ja, finding.Because.En], sentence => Assert.NotEmpty(sentence));
        });
    }

    [Fact]
    public void The_table_has_a_row_of_its_own_for_every_term()
    {
        var alone = DecisionTable.Rows().Select(row => row[0]).Where(text => !text.Contains('+', StringComparison.Ordinal)).Select(DecisionTable.Conditions).ToList();
        Assert.True(DecisionTable.Rows().Count >= 150);
        Assert.Equal(Enum.GetValues<Permission>(), alone.Select(one => one.Permission).Distinct().Order());
        Assert.Equal(Enum.GetValues<Modifier>().Order(), alone.SelectMany(one => one.AllModifiers).Distinct().Order());
    }

    [Fact]
    public void A_finding_names_the_sources_that_it_came_from_and_no_other()
    {
        var decision = DecideUse.Decide(DecisionTable.Sources("GRU + GRU NCU + HMB NCU"), DecisionTable.Purpose("commercial"), DecisionTable.When);
        Assert.Equal(["dataset:lab/source-2", "dataset:lab/source-3"], Assert.Single(decision.Findings).Sources.Select(source => source.ToString()));
        var refusal = decision.ToRefusal()!;
        Assert.Equal((403, "conditions"), (refusal.Status, refusal.Code));
        Assert.All([refusal.Reason.Ja, refusal.Reason.En], reason => Assert.Contains("dataset:lab/source-2", reason, StringComparison.Ordinal));
        Assert.Contains("DUO:0000046", refusal.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_combination_refuses_names_all_sources()
    {
        var decision = DecideUse.Decide(DecisionTable.Sources("NRES licence=CC-BY-SA-4.0 + NRES licence=ODbL-1.0"), Purpose.FoundationModelTraining, DecisionTable.When);
        Assert.Equal(2, Assert.Single(decision.Findings).Sources.Count);
    }

    [Fact]
    public void A_committee_is_asked_by_a_refusal_of_its_own() => Assert.Equal(
        "needs-committee", DecideUse.Decide(DecisionTable.Sources("NRES RS"), Purpose.FoundationModelTraining, DecisionTable.When).ToRefusal()!.Code);

    [Fact]
    public void An_obligation_has_an_owner_and_the_day_that_the_owner_set()
    {
        var due = new DateOnly(2027, 3, 31);
        var source = DataUseConditions.None with { Modifiers = [Modifier.PublicationRequired], Due = new() { Publication = due } };
        var decision = DecideUse.Decide([new(NodeRef.Of("dataset", "lab/a"), source)], new(), DecisionTable.When);
        Assert.Null(decision.ToRefusal());
        var obligation = Assert.Single(decision.Findings);
        Assert.Equal((due, "institution:lab"), (obligation.Due, Assert.Single(obligation.Owners).ToString()));
    }

    [Fact]
    public void Nothing_used_asks_nothing() => Assert.Equal(Ruling.Permitted, DecideUse.Decide([], Purpose.FoundationModelTraining, DecisionTable.When).Ruling);

    [Theory]
    [InlineData("GRU-CC", "DUO:0000042")]
    [InlineData("duo:0000014", "DUO:0000042")]
    [InlineData("GRUB", "GeneralResearch")]
    [InlineData("2", "GeneralResearch")]
    [InlineData(null, "GeneralResearch")]
    public void A_term_that_is_none_names_one_that_is(string? text, string named)
    {
        Assert.False(DuoTerms.TryRead(text, out Permission _, out var fault));
        Assert.All([fault.Ja, fault.En], words => Assert.Contains(named, words, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_term_is_read_by_name_identifier_and_shorthand() => Assert.All(Enum.GetValues<Modifier>(), modifier =>
    {
        var term = DuoTerms.Of(modifier);
        foreach (var text in (string[])[modifier.ToString(), term.Code, term.Shorthand.ToLowerInvariant()])
            Assert.True(DuoTerms.TryRead(text, out Modifier read, out _) && read == modifier, text);
    });

    private static Ruling Read(string text) => text switch
    {
        "permitted" => Ruling.Permitted,
        "obligations" => Ruling.PermittedWithObligations,
        "committee" => Ruling.NeedsCommittee,
        _ => Ruling.Refused,
    };
}
