using System.Text.Json;
using CsCheck;
using Tsumugi.Ethics;
using Tsumugi.Thread;
using static Tsumugi.Tests.Ethics.AnyConditions;

namespace Tsumugi.Tests.Ethics;

public sealed class DataUseConditionsTests
{
    private static readonly DateTime When = new(2026, 6, 2, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_order_of_two_sources_does_not_matter() =>
        Gen.Select(Conditions, Conditions).Sample((a, b) => Assert.Equal(a.And(b), b.And(a)));

    [Fact]
    public void The_grouping_of_three_sources_does_not_matter() =>
        Gen.Select(Conditions, Conditions, Conditions).Sample((a, b, c) => Assert.Equal(a.And(b).And(c), a.And(b.And(c))));

    [Fact]
    public void A_source_used_twice_adds_nothing() => Gen.Select(Conditions, Conditions).Sample((a, b) =>
    {
        Assert.Equal(a, a.And(a));
        Assert.Equal(a.And(b), a.And(b).And(a));
    });

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
    public void Nothing_made_from_a_source_is_freer_than_the_source() =>
        Gen.Select(Conditions, Conditions.Array[0, 3], Purposes).Sample((source, others, purpose) =>
        {
            var alone = DecideUse.Decide(source, purpose, When).Ruling;
            Assert.True(DecideUse.Decide(DataUseConditions.Combine([.. others, source]), purpose, When).Ruling >= alone);
        }, iter: 5_000);

    [Fact]
    public void Sources_together_are_decided_on_as_what_is_made_of_them() =>
        Gen.Select(Conditions.Array[1, 4], Purposes).Sample((conditions, purpose) =>
        {
            var sources = conditions.Select((one, at) => new SourceConditions(NodeRef.Of("dataset", $"lab/{at}"), one)).ToList();
            Assert.Equal(DecideUse.Decide(DataUseConditions.Combine(conditions), purpose, When).Ruling, DecideUse.Decide(sources, purpose, When).Ruling);
        }, iter: 2_000);

    [Fact]
    public void Conditions_that_ask_nothing_of_research_find_nothing_whatever_is_taken_away() => Gen.Select(Conditions, Gen.Bool).Sample((any, bare) =>
    {
        var one = bare ? DataUseConditions.None with { Permission = any.Permission, Diseases = any.Diseases, Licences = any.Licences } : any;
        return !one.AsksNothingOfResearch || DecideUse.Decide(one, new() { ReleasesWeights = true, ReleasesOutputs = true, TrainsModel = true }, DecisionTable.When).Findings.Count == 0;
    });

    [Fact]
    public void Conditions_written_as_JSON_are_read_back() => Gen.Select(Conditions, Conditions).Sample((a, b) =>
        Assert.Equal(a.And(b), JsonSerializer.Deserialize<DataUseConditions>(JsonSerializer.Serialize(a.And(b), JsonSerializerOptions.Web), JsonSerializerOptions.Web)));

    [Fact]
    public void What_the_first_version_wrote_is_read() => Assert.Equal(
        new()
        {
            Permission = Permission.DiseaseSpecific,
            Diseases = ["MONDO:1", "MONDO:2"],
            Modifiers = [Modifier.NonCommercialUseOnly, Modifier.ReturnToDatabase],
            Licences = ["CC-BY-4.0"],
        },
        JsonSerializer.Deserialize<DataUseConditions>(
            """{"permission":"DiseaseSpecific","diseases":["MONDO:1","MONDO:2"],"modifiers":["NonCommercialUseOnly","ReturnToDatabase"],"licences":["CC-BY-4.0"]}""", JsonSerializerOptions.Web));

    [Theory]
    [InlineData(Permission.NoRestriction, Permission.GeneralResearch, Permission.GeneralResearch)]
    [InlineData(Permission.GeneralResearch, Permission.HealthMedicalBiomedical, Permission.HealthMedicalBiomedical)]
    [InlineData(Permission.HealthMedicalBiomedical, Permission.NoRestriction, Permission.HealthMedicalBiomedical)]
    [InlineData(Permission.HealthMedicalBiomedical, Permission.DiseaseSpecific, Permission.DiseaseSpecific)]
    [InlineData(Permission.PopulationOrigins, Permission.GeneralResearch, Permission.PopulationOrigins)]
    public void The_narrower_permission_stays(Permission one, Permission other, Permission narrower) =>
        Assert.Equal(narrower, With(one).And(With(other)).Permission);

    [Theory]
    [InlineData(Permission.HealthMedicalBiomedical)]
    [InlineData(Permission.DiseaseSpecific)]
    public void Origins_and_health_leave_no_use(Permission other)
    {
        var both = With(Permission.PopulationOrigins).And(With(other));
        Assert.True(both.NothingLeft);
        Assert.True(both.And(DataUseConditions.None).And(With(Permission.DiseaseSpecific)).NothingLeft);
    }

    [Fact]
    public void Two_sources_for_diseases_meet_in_what_both_permit()
    {
        var both = With(Permission.DiseaseSpecific, "A", "B").And(With(Permission.DiseaseSpecific, "B", "C"));
        Assert.Equal(["A | B", "B | C"], both.Diseases.Clauses.Select(clause => string.Join(" | ", clause)));
        Assert.True(both.Diseases.Permit(StudiedDisease.Only("B")));
        Assert.False(both.Diseases.Permit(StudiedDisease.Only("A")) || both.Diseases.Permit(StudiedDisease.Only("C")));
        Assert.Equal(With(Permission.DiseaseSpecific, "B").Diseases, both.And(With(Permission.DiseaseSpecific, "B")).Diseases);
    }

    private static DataUseConditions With(Permission permission, params string[] diseases) => new()
    {
        Permission = permission,
        Diseases = permission == Permission.DiseaseSpecific ? [.. diseases.DefaultIfEmpty("MONDO:1")] : DiseaseClauses.None,
    };
}
