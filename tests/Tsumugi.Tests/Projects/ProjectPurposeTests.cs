using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Projects.Approvals;

namespace Tsumugi.Tests.Projects;

public sealed class ProjectPurposeTests
{
    private static readonly DateOnly Day = new(2027, 1, 31);

    [Theory]
    [InlineData(-1, "Expired")]
    [InlineData(0, "EndsWithin14Days")]
    [InlineData(14, "EndsWithin14Days")]
    [InlineData(15, "EndsWithin60Days")]
    [InlineData(60, "EndsWithin60Days")]
    [InlineData(61, "Valid")]
    public void Approval_warns_60_and_14_days_ahead_and_holds_through_its_last_day(int daysLeft, string state) =>
        Assert.Equal(state, Approval("1", Day.AddDays(daysLeft)).On(Day).ToString());

    [Fact]
    public void Approval_is_worth_nothing_before_its_first_day_unconfirmed_or_ended()
    {
        var good = Approval("1", Day.AddDays(100));
        Assert.Equal(ApprovalState.Pending, (good with { ConfirmedBy = null }).On(Day));
        Assert.Equal(ApprovalState.NotYet, good.On(good.From.AddDays(-1)));
        Assert.Equal(ApprovalState.Ended, (good with { EndedAt = DateTime.UnixEpoch }).On(Day));
        foreach (var bad in (EthicsApproval[])[good with { ConfirmedBy = null }, good with { From = Day.AddDays(1) }, good with { EndedAt = DateTime.UnixEpoch }])
            Assert.Null(Of(new(), bad).EthicsApproval);
    }

    [Fact]
    public void Of_several_approvals_the_one_that_holds_longest_counts()
    {
        var purpose = Of(new(), Approval("short", Day.AddDays(5)), Approval("long", Day.AddDays(50)), Approval("over", Day.AddDays(-5)));
        Assert.Equal(("long", Day.AddDays(50)), (purpose.EthicsApproval, purpose.EthicsApprovalUntil));
    }

    [Fact]
    public void Expired_approval_stays_in_the_purpose_so_that_the_refusal_names_its_last_day()
    {
        var purpose = Of(new(), Approval("1", Day.AddDays(-1)));
        var conditions = new DataUseConditions { Permission = Permission.GeneralResearch, Modifiers = [Modifier.EthicsApprovalRequired] };
        var finding = Assert.Single(DecideUse.Decide(conditions, purpose, Day.ToDateTime(TimeOnly.MinValue)).Findings);
        Assert.Equal(Ruling.Refused, finding.Ruling);
        Assert.Contains("2027-01-30", finding.Because.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Aim_of_the_project_becomes_the_purpose_and_the_door_keeps_its_own_part()
    {
        var purpose = Of(new() { Disease = "MONDO:0008903", StudiesGenetics = true, IsCommercial = true, ResearchType = "imaging" });
        Assert.Equal(("MONDO:0008903", true, true, "imaging", "liver", true), (
            purpose.Disease!.Term, purpose.StudiesGenetics, purpose.IsCommercial, purpose.ResearchType, purpose.Project, purpose.TrainsModel));
    }

    [Fact]
    public void Company_among_the_institutions_makes_the_use_a_for_profit_one_and_two_countries_make_none()
    {
        var (university, company) = (Institution("u", InstitutionKind.University, "JP"), Institution("c", InstitutionKind.Company, "US"));
        var caller = new Caller { PersonId = "hanako" };
        Assert.Equal((false, "JP"), (new Purpose().By(caller, university).ByForProfitOrganisation, new Purpose().By(caller, university).Region));
        Assert.Equal((true, null), (new Purpose().By(caller, university, company).ByForProfitOrganisation, new Purpose().By(caller, university, company).Region));
        Assert.Null(new Purpose().By(caller, Institution("x", null, null)).Region);
    }

    private static Purpose Of(ProjectAim aim, params EthicsApproval[] approvals) => ProjectPurpose.Of(
        new()
        {
            Id = "liver",
            InstitutionId = "lab",
            TitleJa = "肝",
            TitleEn = "Liver",
            Summary = "",
            Layers = [Layer.Cell],
            Modalities = [],
            Aim = aim,
            CreatedAt = DateTime.UnixEpoch,
        },
        approvals, Purpose.FoundationModelTraining, DiseaseOntologies.Shipped, Day);

    private static Institution Institution(string id, InstitutionKind? kind, string? country) => new() { Id = id, NameJa = id, NameEn = id, Kind = kind, Country = country };

    private static EthicsApproval Approval(string number, DateOnly until) => new()
    {
        Id = number,
        ProjectId = "liver",
        Number = number,
        Committee = "Ethics committee",
        From = new(2026, 4, 1),
        Until = until,
        RegisteredBy = "hanako",
        RegisteredAt = DateTime.UnixEpoch,
        ConfirmedBy = "jiro",
    };
}
