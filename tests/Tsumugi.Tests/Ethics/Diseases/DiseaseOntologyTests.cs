using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Ethics;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Ethics.Diseases;

public sealed class DiseaseOntologyTests
{
    private const string Obo = """
        format-version: 1.4

        [Term]
        id: MONDO:0000002
        name: one
        is_a: MONDO:0000001 {source="DOID:1", source="MONDO:Redundant"} ! root

        [Term]
        id: MONDO:0000001
        name: root

        [Typedef]
        id: part_of

        [Term]
        id: MONDO:0000003
        name: old
        is_obsolete: true
        replaced_by: MONDO:0000002

        """;

    private const string Graph = """
        {"graphs":[{"nodes":[
          {"id":"http://purl.obolibrary.org/obo/MONDO_0000001","lbl":"root","type":"CLASS"},
          {"id":"http://purl.obolibrary.org/obo/MONDO_0000002","lbl":"one","type":"CLASS"},
          {"id":"http://purl.obolibrary.org/obo/part_of","lbl":"part of","type":"PROPERTY"},
          {"id":"http://purl.obolibrary.org/obo/MONDO_0000003","lbl":"old","type":"CLASS","meta":{"deprecated":true,
            "basicPropertyValues":[{"pred":"http://purl.obolibrary.org/obo/IAO_0100001","val":"http://purl.obolibrary.org/obo/MONDO_0000002"}]}}],
         "edges":[{"sub":"http://purl.obolibrary.org/obo/MONDO_0000002","pred":"is_a","obj":"http://purl.obolibrary.org/obo/MONDO_0000001"}]}]}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("MONDO:0008903", "MONDO:0004992", true)]
    [InlineData("MONDO:0004992", "MONDO:0008903", false)]
    [InlineData("MONDO:0005233", "MONDO:0004992", true)]
    [InlineData("MONDO:0008903", "MONDO:0008903", true)]
    [InlineData("MONDO:0005148", "MONDO:0004992", false)]
    [InlineData("MONDO:9999999", "MONDO:9999999", true)]
    [InlineData("NANDO:1200010", "NANDO:1000001", true)]
    public void Data_of_a_disease_serve_whoever_studies_a_kind_of_it(string studied, string consented, bool permitted)
    {
        var data = new DataUseConditions { Permission = Permission.DiseaseSpecific, Diseases = [consented] };
        var decision = DecideUse.Decide(data, new() { Disease = DiseaseOntologies.Shipped.Studied(studied) }, DecisionTable.When);
        Assert.Equal(permitted, decision.Ruling == Ruling.Permitted);
    }

    [Fact]
    public void Two_diseases_leave_something_when_one_is_a_kind_of_both()
    {
        DiseaseClauses Both(string one, string other) => DiseaseClauses.AnyOf([one]).And(DiseaseClauses.AnyOf([other]));
        Assert.True(DiseaseOntologies.Shipped.AnyMeets(Both("MONDO:0004992", "MONDO:0008903")));
        Assert.False(DiseaseOntologies.Shipped.AnyMeets(Both("MONDO:0004992", "MONDO:0005015")));
        Assert.False(DiseaseOntologies.Shipped.AnyMeets(Both("MONDO:0004992", "MONDO:9999999")));
        Assert.True(DiseaseOntologies.Shipped.AnyMeets(DiseaseClauses.None));
    }

    [Fact]
    public async Task Both_forms_say_the_same()
    {
        var obo = OboFile.Read(new StringReader(Obo)).OrderBy(term => term.Id).ToList();
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(Graph));
        var graph = (await OboGraphFile.ReadAsync(json, Stop)).OrderBy(term => term.Id).ToList();
        var written = new StringWriter();
        OboFile.Write(written, graph);
        var again = OboFile.Read(new StringReader(written.ToString())).ToList();
        Assert.Equal(["MONDO:0000001", "MONDO:0000002", "MONDO:0000003"], obo.Select(term => term.Id));
        Assert.All((List<DiseaseTerm>[])[graph, again], terms => Assert.Equal(JsonSerializer.Serialize(obo), JsonSerializer.Serialize(terms)));
        Assert.Contains("MONDO:0000002", DiseaseOntology.Build(obo).Fault("MONDO:0000003")!.Value.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A:1>A:2 A:2>A:3 A:3>A:1 A:0>A:1", "A:1 → A:2 → A:3 → A:1")]
    [InlineData("A:1>A:1", "A:1 → A:1")]
    public void A_circle_is_refused_by_its_name(string arrows, string circle)
    {
        var terms = arrows.Split(' ').Select(arrow => arrow.Split('>')).Select(pair => new DiseaseTerm(pair[0], pair[0], [pair[1]]));
        Assert.Contains(circle, Assert.Throws<OntologyException>(() => DiseaseOntology.Build(terms)).Reason.Ja, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_30_000_terms_is_closed_without_recursion()
    {
        var terms = Enumerable.Range(0, 3_000).Select(at => new DiseaseTerm($"A:{at}", "", at == 0 ? [] : [$"A:{at - 1}"])).ToList();
        var wide = Enumerable.Range(3_000, 27_000).Select(at => new DiseaseTerm($"A:{at}", "", [$"A:{at % 3_000}"]));
        var closed = DiseaseOntology.Build([.. terms.AsEnumerable().Reverse(), .. wide]);
        Assert.Equal(30_000, closed.Terms.Count);
        Assert.Equal(2_999, closed.Studied("A:2999").Wider.Count);
    }

    [Fact]
    public void An_unknown_term_is_refused_with_a_hint()
    {
        Assert.Contains("MONDO:0008903", DiseaseOntologies.Shipped.Fault("lung cancer")!.Value.Ja, StringComparison.Ordinal);
        Assert.NotNull(DiseaseOntologies.Shipped.Fault("MONDO:9999999"));
        Assert.Null(DiseaseOntologies.Shipped.Fault("MONDO:0008903"));
    }

    [Fact]
    public async Task An_operator_imports_a_whole_ontology_and_nobody_else_does()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("member", false, "lab");
        async Task<HttpResponseMessage> SendAsync(string who, string name, string text)
        {
            using var client = hub.Client(await hub.TokenAsync(who));
            using var body = new StringContent(text);
            return await client.PutAsync(new Uri($"/api/v1/ontologies/{name}", UriKind.Relative), body, Stop);
        }

        DiseaseOntology Known() => ((DiseaseOntologies)hub.Services.GetService(typeof(DiseaseOntologies))!).Current;
        foreach (var (who, name, text, status) in new[]
        {
            ("member", "MONDO", Obo, HttpStatusCode.Forbidden), ("boss", "HP", Obo, HttpStatusCode.BadRequest), ("boss", "NANDO", Obo, HttpStatusCode.BadRequest),
            ("boss", "MONDO", "{}", HttpStatusCode.BadRequest), ("boss", "MONDO", "[Term]\nname: x\n", HttpStatusCode.BadRequest),
            ("boss", "MONDO", "[Term]\nid: MONDO:1\nis_a: MONDO:1\n", HttpStatusCode.BadRequest),
        })
        {
            using var answer = await SendAsync(who, name, text);
            Assert.Equal(status, answer.StatusCode);
            Assert.NotNull(Known().Find("MONDO:0008903"));
        }

        using var done = await SendAsync("boss", "MONDO", Obo);
        Assert.Equal((3, 1), await done.Content.ReadFromJsonAsync<OntologyView>(Stop) is { } view ? (view.Terms, view.Obsolete) : default);
        Assert.Equal((true, true, true), (Known().Find("MONDO:0008903") is null, Known().Find("NANDO:1200010") is not null, new DiseaseOntologies(hub.Options).Current.Find("MONDO:0000003") is { IsObsolete: true }));
        Assert.True(await hub.UseDbAsync(async db => await Task.FromResult(db.Set<EventRow>().Any(row => row.Kind == "ontology.imported" && row.Subject == "ontology:MONDO"))));
    }
}
