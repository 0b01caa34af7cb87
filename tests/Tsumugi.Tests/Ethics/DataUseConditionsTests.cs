using System.Text.Json;
using CsCheck;
using Tsumugi.Ethics;
using static Tsumugi.Tests.Ethics.AnyConditions;

namespace Tsumugi.Tests.Ethics;

public sealed class DataUseConditionsTests
{
    private static readonly Purpose Training = Purpose.FoundationModelTraining;

    [Fact]
    public void The_order_of_two_sources_does_not_matter() =>
        Gen.Select(Conditions, Conditions).Sample((a, b) => Assert.Equal(a.And(b), b.And(a)));

    [Fact]
    public void The_grouping_of_three_sources_does_not_matter() =>
        Gen.Select(Conditions, Conditions, Conditions).Sample((a, b, c) => Assert.Equal(a.And(b).And(c), a.And(b.And(c))));

    [Fact]
    public void A_source_used_twice_adds_nothing() => Conditions.Sample(a => Assert.Equal(a, a.And(a)));

    [Fact]
    public void No_condition_changes_nothing() => Conditions.Sample(a =>
    {
        Assert.Equal(a, a.And(DataUseConditions.None));
        Assert.Equal(a, DataUseConditions.None.And(a));
        Assert.Equal(a, DataUseConditions.Combine([a]));
    });

    [Fact]
    public void Equal_conditions_have_equal_hash_codes() =>
        Gen.Select(Conditions, Conditions).Sample((a, b) => Assert.Equal(a.And(b).GetHashCode(), b.And(a).GetHashCode()));

    [Fact]
    public void Nothing_made_from_a_source_may_be_used_for_what_the_source_refuses() =>
        Gen.Select(Conditions, Conditions.Array[0, 3], Purposes).Sample((source, others, purpose) =>
        {
            if (purpose.CheckAgainst(source, "source") is not null)
                Assert.NotNull(purpose.CheckAgainst(DataUseConditions.Combine([.. others, source]), "combined"));
        }, iter: 2_000);

    [Fact]
    public void Conditions_written_as_JSON_are_read_back() => Conditions.Sample(a =>
        Assert.Equal(a, JsonSerializer.Deserialize<DataUseConditions>(JsonSerializer.Serialize(a, JsonSerializerOptions.Web), JsonSerializerOptions.Web)));

    [Theory]
    [InlineData(Permission.NoRestriction, Permission.GeneralResearch, Permission.GeneralResearch)]
    [InlineData(Permission.GeneralResearch, Permission.HealthMedicalBiomedical, Permission.HealthMedicalBiomedical)]
    [InlineData(Permission.HealthMedicalBiomedical, Permission.NoRestriction, Permission.HealthMedicalBiomedical)]
    [InlineData(Permission.HealthMedicalBiomedical, Permission.DiseaseSpecific, Permission.DiseaseSpecific)]
    public void The_narrower_permission_stays(Permission one, Permission other, Permission narrower) =>
        Assert.Equal(narrower, With(one).And(With(other)).Permission);

    [Fact]
    public void Sources_for_different_diseases_leave_no_use()
    {
        var both = With(Permission.DiseaseSpecific, "MONDO:1").And(With(Permission.DiseaseSpecific, "MONDO:2"));
        Assert.True(both.NothingLeft);
        Assert.NotNull(new Purpose { Disease = "MONDO:1", EthicsApproval = "1" }.CheckAgainst(both, "both"));
    }

    [Theory]
    [InlineData(Permission.NoRestriction, null)]
    [InlineData(Permission.GeneralResearch, null)]
    [InlineData(Permission.HealthMedicalBiomedical, "DUO:0000006")]
    [InlineData(Permission.DiseaseSpecific, "DUO:0000007")]
    public void A_purpose_that_is_not_biomedical_meets_the_permission(Permission permission, string? rule) =>
        AssertRule(rule, Training with { IsBiomedical = false }, With(permission, "MONDO:1"));

    [Theory]
    [InlineData("MONDO:1", null)]
    [InlineData("MONDO:2", "DUO:0000007")]
    [InlineData(null, "DUO:0000007")]
    public void Data_of_a_disease_serve_that_disease(string? studied, string? rule) =>
        AssertRule(rule, Training with { Disease = studied }, With(Permission.DiseaseSpecific, "MONDO:1"));

    public static TheoryData<Modifier, Purpose, string?> Modifiers => new()
    {
        { Modifier.NoMethodsDevelopment, new Purpose { DevelopsMethods = true }, "DUO:0000015" },
        { Modifier.NoMethodsDevelopment, new Purpose(), null },
        { Modifier.NotForProfitOrganisationOnly, new Purpose { ByForProfitOrganisation = true }, "DUO:0000045" },
        { Modifier.NotForProfitOrganisationOnly, new Purpose { IsCommercial = true }, null },
        { Modifier.NonCommercialUseOnly, new Purpose { IsCommercial = true }, "DUO:0000046" },
        { Modifier.NonCommercialUseOnly, new Purpose { ByForProfitOrganisation = true }, null },
        { Modifier.EthicsApprovalRequired, new Purpose(), "DUO:0000021" },
        { Modifier.EthicsApprovalRequired, new Purpose { EthicsApproval = "2026-001" }, null },
        { Modifier.PublicationRequired, Purpose.FoundationModelTraining, null },
        { Modifier.ReturnToDatabase, Purpose.FoundationModelTraining, null },
    };

    [Theory]
    [MemberData(nameof(Modifiers))]
    public void A_modifier_refuses_exactly_what_it_is_about(Modifier modifier, Purpose purpose, string? rule) =>
        AssertRule(rule, purpose, DataUseConditions.None with { Modifiers = [modifier] });

    [Fact]
    public void Every_modifier_has_a_row_above() =>
        Assert.Equal(Enum.GetValues<Modifier>(), Modifiers.Select(row => row.Data.Item1).Distinct().Order());

    private static DataUseConditions With(Permission permission, params string[] diseases) => new()
    {
        Permission = permission,
        Diseases = permission == Permission.DiseaseSpecific ? [.. diseases] : [],
    };

    private static void AssertRule(string? rule, Purpose purpose, DataUseConditions conditions)
    {
        var refusal = purpose.CheckAgainst(conditions, "genome-center/leptospira");
        if (rule is null)
        {
            Assert.Null(refusal);
            return;
        }

        Assert.Equal((403, "conditions"), (refusal!.Status, refusal.Code));
        Assert.Contains(rule, refusal.Reason.En, StringComparison.Ordinal);
        Assert.Contains("genome-center/leptospira", refusal.Reason.Ja, StringComparison.Ordinal);
    }
}
