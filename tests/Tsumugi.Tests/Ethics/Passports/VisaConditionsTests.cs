using System.Text.Json;
using Tsumugi.Ethics.Passports;

namespace Tsumugi.Tests.Ethics.Passports;

/// <summary>Patterns, conditions in disjunctive normal form, and linked identities: the cases of the specification.</summary>
public sealed class VisaConditionsTests
{
    private static readonly DateTime Soon = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly VisaIdentity Hanako = new("https://one.example", "hanako");

    /// <summary>The example of the specification, section "conditions".</summary>
    private const string Example = """
        {"conditions":[
          [{"type":"AffiliationAndRole","value":"const:faculty@uni-heidelberg.de","by":"const:so"},
           {"type":"ResearcherStatus","value":"const:https://doi.org/10.1038/s41431-018-0219-y"}],
          [{"type":"AffiliationAndRole","value":"pattern:faculty@*","source":"const:https://visas.elixir.org","by":"const:system"}]]}
        """;

    [Theory]
    [InlineData("const:a", "a", true)]
    [InlineData("const:a", "A", false)]
    [InlineData("const:a*", "ab", false)]
    [InlineData("const:", "", true)]
    [InlineData("pattern:faculty@*", "faculty@cam.ac.uk", true)]
    [InlineData("pattern:faculty@*", "faculty@", true)]
    [InlineData("pattern:faculty@*", "xfaculty@cam.ac.uk", false)]
    [InlineData("pattern:a?c", "abc", true)]
    [InlineData("pattern:a?c", "ac", false)]
    [InlineData("pattern:a?c", "abbc", false)]
    [InlineData("pattern:*a*b*", "xxaxxbxx", true)]
    [InlineData("pattern:*a*b*", "xxbxxaxx", false)]
    [InlineData("pattern:a.c", "abc", false)]
    [InlineData("pattern:[abc]", "a", false)]
    [InlineData("pattern:\\*", "\\anything", true)]
    [InlineData("pattern:**", "", true)]
    [InlineData("pattern:", "a", false)]
    [InlineData("pattern:a;b", "a;b", true)]
    [InlineData("split_pattern:123,https:%2F%2Fexample?.org", "001,https:%2F%2Fexample1.org;123,https:%2F%2Fexample2.org;456,https:%2F%2Fexample3.org", true)]
    [InlineData("split_pattern:123,https:%2F%2Fexample?.org", "001,https:%2F%2Fexample1.org;123,https:%2F%2Fexample22.org", false)]
    [InlineData("split_pattern:a;b", "a;b", false)]
    public void Pattern_matches_as_the_specification_says(string pattern, string value, bool matches) => Assert.Equal(matches, ValuePattern.Read(pattern)!.Matches(value));

    [Theory]
    [InlineData("regex:.*")]
    [InlineData("Const:a")]
    [InlineData("not_const:a")]
    [InlineData("a")]
    [InlineData("")]
    public void Pattern_of_another_kind_is_unsupported(string pattern) => Assert.Null(ValuePattern.Read(pattern));

    [Fact]
    public void Many_stars_end_quickly() =>
        Assert.False(ValuePattern.Read("pattern:" + string.Concat(Enumerable.Repeat("a*", 800)) + "b")!.Matches(new string('a', 2000)));

    public static TheoryData<string, bool, string[]> Passports() => new()
    {
        { "both of the first group", true, ["AffiliationAndRole|faculty@uni-heidelberg.de|https://uni|so", $"ResearcherStatus|{VisaTypes.RegisteredAccess}|https://uni|peer"] },
        { "half of the first group", false, ["AffiliationAndRole|faculty@uni-heidelberg.de|https://uni|so"] },
        { "the other half", false, [$"ResearcherStatus|{VisaTypes.RegisteredAccess}|https://uni|peer"] },
        { "the second group alone", true, ["AffiliationAndRole|faculty@anywhere|https://visas.elixir.org|system"] },
        { "claims of the second group on two visas", false, ["AffiliationAndRole|faculty@anywhere|https://visas.elixir.org|self", "AffiliationAndRole|student@anywhere|https://visas.elixir.org|system"] },
        { "no authority said", false, ["AffiliationAndRole|faculty@anywhere|https://visas.elixir.org|"] },
        { "another type", false, ["ResearcherStatus|faculty@anywhere|https://visas.elixir.org|system"] },
        { "nothing", false, [] },
    };

    [Theory]
    [MemberData(nameof(Passports))]
    public void Conditions_hold_when_any_group_is_met_by_visas_of_the_passport(string what, bool holds, string[] visas) =>
        Assert.True(holds == (Read(Example)!.HoldsUntil([.. visas.Select((text, at) => Visa(text, Soon.AddDays(at)))]) is not null), what);

    [Fact]
    public void Conditions_end_with_the_first_visa_that_they_rest_on_and_with_the_last_group()
    {
        var first = new[] { Visa("AffiliationAndRole|faculty@uni-heidelberg.de|https://uni|so", Soon), Visa($"ResearcherStatus|{VisaTypes.RegisteredAccess}|https://uni|so", Soon.AddDays(5)) };
        Assert.Equal(Soon, Read(Example)!.HoldsUntil(first));
        Assert.Equal(Soon.AddDays(9), Read(Example)!.HoldsUntil([.. first, Visa("AffiliationAndRole|faculty@a|https://visas.elixir.org|system", Soon.AddDays(9))]));
    }

    [Fact]
    public void Visa_with_conditions_of_its_own_meets_no_other_s()
    {
        var circular = Visa("AffiliationAndRole|faculty@a|https://visas.elixir.org|system", Soon) with { Conditions = Read(Example) };
        Assert.Null(Read(Example)!.HoldsUntil([circular]));
    }

    [Fact]
    public void Empty_list_is_no_condition() => Assert.Null(Read("""{"conditions":[]}"""));

    [Fact]
    public void Visas_of_others_count_only_along_a_chain_of_linked_identities()
    {
        var (second, third) = (new VisaIdentity("https://two.example/a,b", "567"), new VisaIdentity("https://three.example", "890"));
        string Pair(VisaIdentity one) => $"{Uri.EscapeDataString(one.Subject)},{Uri.EscapeDataString(one.Issuer)}";
        Visa Link(VisaIdentity from, params VisaIdentity[] to) => Visa($"LinkedIdentities|{string.Join(';', to.Select(Pair))}|https://one.example|system", Soon) with { Identity = from };
        var grant = Visa("ControlledAccessGrants|https://hub.example/datasets/lab/a|https://dac|dac", Soon.AddDays(9)) with { Identity = third };
        string? Refused(params Visa[] visas) => JudgeVisas.Of([.. visas, grant], new HashSet<VisaIdentity> { Hanako }, new HashSet<VisaIdentity>())[^1].Refusal?.Code;
        Assert.Equal("visa-subject", Refused());
        Assert.Equal("visa-subject", Refused(Link(second, third)));
        Assert.Null(Refused(Link(Hanako, second), Link(second, third)));
        Assert.Null(Refused(Link(second, third), Link(Hanako, second)));
        Assert.Null(Refused(Link(Hanako, second, third)));
        var judged = JudgeVisas.Of([Link(Hanako, third), grant], new HashSet<VisaIdentity> { Hanako }, new HashSet<VisaIdentity>())[^1];
        Assert.Equal((Soon, Hanako), (judged.Until, judged.Root));

        // Nobody links to somebody else of the hub.
        Assert.Equal("visa-subject", JudgeVisas.Of([Link(Hanako, third), grant], new HashSet<VisaIdentity> { Hanako }, new HashSet<VisaIdentity> { third })[^1].Refusal?.Code);
    }

    [Fact]
    public void Condition_is_not_met_by_visas_of_somebody_else()
    {
        var status = Visa($"AffiliationAndRole|faculty@a|https://visas.elixir.org|system", Soon);
        var grant = Visa("ControlledAccessGrants|https://hub.example/datasets/lab/a|https://dac|dac", Soon) with { Conditions = Read(Example) };
        Assert.Null(JudgeVisas.Of([status, grant], new HashSet<VisaIdentity> { Hanako }, new HashSet<VisaIdentity>())[1].Refusal);
        var other = status with { Identity = new("https://one.example", "somebody") };
        Assert.Equal("visa-conditions-unmet", JudgeVisas.Of([other, grant], new HashSet<VisaIdentity> { Hanako }, new HashSet<VisaIdentity>())[1].Refusal?.Code);
    }

    private static VisaConditions? Read(string text) => VisaConditions.Read(JsonDocument.Parse(text).RootElement).Value;

    private static Visa Visa(string text, DateTime expires)
    {
        var parts = text.Split('|');
        return new(Hanako, Guid.NewGuid().ToString(), parts[0], parts[1], parts[2], parts[3].Length == 0 ? null : parts[3], Soon, expires, "rsa", null);
    }
}
