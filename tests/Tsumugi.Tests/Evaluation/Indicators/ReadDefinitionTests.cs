using Tsumugi.Evaluation.Indicators;

namespace Tsumugi.Tests.Evaluation.Indicators;

public sealed class ReadDefinitionTests
{
    private static readonly string[] Pinned =
    [
        "computeResearchers 1 9bfec57c59740395",
        "programmePublications 1 a41c6465ed47b9db",
        "modelUses 1 5b56144b711753d4",
        "modelPublications 1 007d8e6f35e1a56c",
        "modelUseCases 1 8f84554805d303f7",
        "datasetsBroughtIn 1 93f8b3f9a042e751",
        "modelsPublished 1 993185cd515e98e0",
        "institutionsComputing 1 ee2c21272da0f5ba",
        "projectsActive 1 3169b01ee11207e9",
        "coursesCompleted 1 2759b64d9123c2eb",
        "practicalsPassed 1 369c8e5b4d98ef4b",
        "instrumentUses 1 4ac75f99443df3b3",
    ];

    private const string Sound = """
        name: visits
        version: 1
        class: output
        title: { ja: 訪問数, en: Visits }
        unit: { ja: 件, en: visits }
        howTo: { ja: 訪問する, en: Visit }
        formula:
          records: [page.visited]
          counts: visitedBy person
          because: subject
        """;

    [Fact]
    public void Every_shipped_definition_is_read_and_has_a_name_of_its_own()
    {
        Assert.NotEmpty(Definitions.Shipped);
        Assert.Equal(Definitions.Shipped.Count, Definitions.Shipped.Select(one => one.Name).Distinct().Count());
    }

    /// <summary>What a version counts stays what it was: who changes a formula gives it the next version.</summary>
    [Fact]
    public void Meaning_of_every_shipped_version_is_pinned() => Assert.Equal(Pinned, Definitions.Shipped.Select(one => $"{one.Name} {one.Version} {one.Meaning[..16]}"));

    [Theory]
    [InlineData("name: visits", "name: Visits", "name")]
    [InlineData("version: 1", "version: 0", "version")]
    [InlineData("class: output", "class: income", "class")]
    [InlineData("class: output", "class: 0", "class")]
    [InlineData("title: { ja: 訪問数, en: Visits }", "title: { ja: 訪問数 }", "title")]
    [InlineData("records: [page.visited]", "records: []", "formula.records")]
    [InlineData("records: [page.visited]", "records: ['page.visited; DROP TABLE']", "formula.records")]
    [InlineData("counts: visitedBy person", "counts: visitedBy", "formula.counts")]
    [InlineData("counts: visitedBy person", "counts: visitedBy person / ", "formula.counts")]
    [InlineData("because: subject", "times: $.uses", "formula.times")]
    public void Fault_is_named_by_its_field(string sound, string broken, string field)
    {
        var read = ReadDefinition.Run(Sound.Replace(sound, broken, StringComparison.Ordinal));
        Assert.Contains(field, read.Refusal!.Fields.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("name: [")]
    [InlineData("name: visits\nname: visits")]
    [InlineData("colour: red")]
    public void What_is_no_definition_is_refused(string text) => Assert.Equal("bad-definition", ReadDefinition.Run(text).Refusal!.Code);

    [Fact]
    public void All_faults_are_said_at_once()
    {
        var read = ReadDefinition.Run("name: X\nversion: 0");
        Assert.True(read.Refusal!.Fields.Count >= 7, string.Join(' ', read.Refusal.Fields.Keys));
    }

    [Fact]
    public void Meaning_follows_formula_and_unit_only()
    {
        var meaning = ReadDefinition.Run(Sound).Value.Meaning;
        Assert.Equal(meaning, ReadDefinition.Run(Sound.Replace("訪問数", "ご訪問の数", StringComparison.Ordinal)).Value.Meaning);
        Assert.NotEqual(meaning, ReadDefinition.Run(Sound.Replace("en: visits", "en: people", StringComparison.Ordinal)).Value.Meaning);
        Assert.NotEqual(meaning, ReadDefinition.Run(Sound.Replace("because: subject", "because: subject\n  times: uses", StringComparison.Ordinal)).Value.Meaning);
    }
}
