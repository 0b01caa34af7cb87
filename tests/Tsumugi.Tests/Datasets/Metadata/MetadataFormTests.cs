using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub.Language;

namespace Tsumugi.Tests.Datasets.Metadata;

/// <summary>Each form against what its specification requires.</summary>
public sealed class MetadataFormTests
{
    internal static readonly RepositoryFacts Facts = new()
    {
        Kind = RepositoryKinds.Dataset,
        Id = "lab/genes",
        Page = new("https://hub.example.org/datasets/lab/genes"),
        Title = new("遺伝子の表", "Gene <table>"),
        Description = "Genes & more\u0001.</script>",
        Creators = [new("hanako", "Hanako Sato", new("https://hub.example.org/people/hanako"))],
        Publisher = new("lab", new("研究所", "The Lab"), "012345678", new("https://hub.example.org/institutions/lab")),
        Conditions = new()
        {
            Permission = Permission.DiseaseSpecific,
            Diseases = ["MONDO:0005070"],
            Modifiers = [Modifier.NonCommercialUseOnly],
            Licences = ["CC-BY-4.0", "LicenseRef-lab"],
        },
        Number = 3,
        Hash = new string('a', 64),
        CreatedAt = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        PublishedAt = new(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc),
        Files = [new("data/genes.parquet", new("https://hub.example.org/f/genes.parquet"), 12, new string('b', 64))],
        FileCount = 1,
        Size = 12,
        Tables = [new("data/genes.parquet", [new("locus_tag", "Text"), new("ids", "Integer", IsList: true)])],
        Sources = [new("dataset:lab/raw@cc", RepositoryKinds.Dataset, new("元", "Raw"), new("https://hub.example.org/datasets/lab/raw"), null)],
        MadeBy = new("job:one", new("https://hub.example.org/jobs/one")),
        Keywords = ["genomics"],
        Languages = ["en"],
    };

    [Fact]
    public void Croissant_has_every_property_that_version_1_1_requires()
    {
        var croissant = Json("croissant");
        foreach (var required in (string[])["@context", "@type", "conformsTo", "description", "license", "name", "url", "creator", "datePublished", "distribution"])
            Assert.True(croissant[required] is not null, required);
        Assert.Equal("http://mlcommons.org/croissant/1.1", (string?)croissant["conformsTo"]);
        Assert.Equal("sc:Dataset", (string?)croissant["@type"]);
        var file = croissant["distribution"]![0]!;
        foreach (var required in (string[])["@type", "@id", "name", "contentUrl", "encodingFormat", "sha256"])
            Assert.True(file[required] is not null, required);
        Assert.Equal("cr:FileObject", (string?)file["@type"]);
    }

    [Fact]
    public void Croissant_fields_of_a_table_name_their_file_and_column()
    {
        var fields = Json("croissant")["recordSet"]![0]!["field"]!.AsArray();
        Assert.Equal(["sc:Text", "sc:Integer"], fields.Select(field => (string?)field!["dataType"]));
        Assert.Equal("data/genes.parquet", (string?)fields[0]!["source"]!["fileObject"]!["@id"]);
        Assert.Equal("locus_tag", (string?)fields[0]!["source"]!["extract"]!["column"]);
        Assert.Equal("(-1,)", (string?)fields[1]!["arrayShape"]);
        Assert.Equal(fields.Count + 2, Identifiers(Json("croissant")).Distinct().Count(id => id.StartsWith("records/", StringComparison.Ordinal) || id == "data/genes.parquet"));
    }

    [Fact]
    public void Croissant_states_conditions_of_use_as_an_offer_with_DUO_and_MONDO_terms()
    {
        var offer = Json("croissant")["usageInfo"]!;
        Assert.Contains("odrl:Offer", offer["@type"]!.AsArray().Select(type => (string?)type));
        var permission = offer["odrl:permission"]!;
        Assert.Equal("duo:0000007", (string?)permission["odrl:action"]!["@id"]);
        Assert.Equal(["duo:0000046", "mondo:0005070"], permission["odrl:constraint"]!.AsArray().Select(one => (string?)one!["odrl:rightOperand"]!["@id"]));
    }

    [Fact]
    public void Dcat_says_what_portals_require_of_a_dataset_and_of_its_files()
    {
        var dataset = Json("dcat");
        foreach (var required in (string[])["dct:title", "dct:description", "dct:identifier", "dcat:landingPage", "dct:issued", "dct:publisher", "dct:license", "odrl:hasPolicy", "dcat:distribution"])
            Assert.True(dataset[required] is not null, required);
        Assert.Equal("dcat:Dataset", (string?)dataset["@type"]);
        Assert.Equal(["en", "ja"], dataset["dct:title"]!.AsArray().Select(title => (string?)title!["@language"]));
        var file = dataset["dcat:distribution"]![0]!;
        Assert.Equal(("https://hub.example.org/f/genes.parquet", 12, new string('b', 64)), ((string?)file["dcat:downloadURL"]!["@id"], (int)file["dcat:byteSize"]!, (string?)file["spdx:checksum"]!["spdx:checksumValue"]));

        // Every prefix that is used is one that the context knows.
        var known = dataset["@context"]!.AsObject().Select(term => term.Key).ToList();
        Assert.All(System.Text.RegularExpressions.Regex.Matches(dataset.ToJsonString(), "\"(?<prefix>[a-z]+):(?!//)[A-Za-z0-9_]+\"").Select(match => match.Groups["prefix"].Value), prefix => Assert.Contains(prefix, known));
    }

    [Fact]
    public void GakuNin_RDM_is_told_every_item_that_the_hub_knows_in_its_own_fields()
    {
        var written = new GakuNinRdm().Write(Facts with
        {
            Creators = [new("hanako", "佐藤 花子", new("https://hub.example.org/people/hanako"), "12345678"), new("taro", "Taro Yamada", new("https://hub.example.org/people/taro"))],
            Project = new("atlas", new("アトラス", "Atlas")),
            Programme = new("事業", "Programme"),
        });
        var whole = JsonNode.Parse(written)!;
        string? Value(JsonNode fields, string name) => (string?)fields[name]?["value"];
        Assert.Equal(("事業", "Programme", "アトラス", "Atlas"), (Value(whole["project"]!, "program-name-ja"), Value(whole["project"]!, "program-name-en"), Value(whole["project"]!, "project-name-ja"), Value(whole["project"]!, "project-name-en")));
        var dataset = whole["grdm-files"]![0]!["metadata"]!;
        Assert.Equal(
            ("遺伝子の表", "Gene <table>", "2026-02-03", "12 B", "OTHER", "restricted access", "https://ror.org/012345678"),
            (Value(dataset, "grdm-file:title-ja"), Value(dataset, "grdm-file:title-en"), Value(dataset, "grdm-file:date-issued-updated"), Value(dataset, "grdm-file:file-size"), Value(dataset, "grdm-file:data-policy-license"), Value(dataset, "grdm-file:access-rights"), Value(dataset, "grdm-file:hosting-inst-id")));
        Assert.Contains("CC-BY-4.0", Value(dataset, "grdm-file:data-policy-cite-ja"), StringComparison.Ordinal);
        Assert.Contains("DUO:0000007", Value(dataset, "grdm-file:data-policy-cite-en"), StringComparison.Ordinal);
        Assert.Equal("Genes & more\u0001.</script>", Value(dataset, "grdm-file:data-description-en"));
        Assert.Null(dataset["grdm-file:data-description-ja"]);
        var creators = dataset["grdm-file:creators"]!["value"]!.AsArray();
        Assert.Equal(("12345678", "佐藤", "花子"), ((string?)creators[0]!["number"], (string?)creators[0]!["name-ja"]!["last"], (string?)creators[0]!["name-ja"]!["first"]));
        Assert.Equal((null, "Yamada", "Taro"), (creators[1]!["number"], (string?)creators[1]!["name-en"]!["last"], (string?)creators[1]!["name-en"]!["first"]));
    }

    [Fact]
    public void Crate_has_descriptor_and_root_with_what_version_1_2_requires()
    {
        var crate = Json("ro-crate");
        Assert.Equal("https://w3id.org/ro/crate/1.2/context", (string?)crate["@context"]);
        var entities = crate["@graph"]!.AsArray().ToDictionary(entity => (string)entity!["@id"]!, entity => entity!);
        var descriptor = entities["ro-crate-metadata.json"];
        Assert.Equal("CreativeWork", (string?)descriptor["@type"]);
        Assert.Equal("https://w3id.org/ro/crate/1.2", (string?)descriptor["conformsTo"]!["@id"]);
        var root = entities[(string)descriptor["about"]!["@id"]!];
        foreach (var required in (string[])["@id", "@type", "name", "description", "datePublished", "license"])
            Assert.True(root[required] is not null, required);
        Assert.Equal("Dataset", (string?)root["@type"]);
        Assert.Equal("2026-02-03T04:05:06Z", (string?)root["datePublished"]);

        // Whatever the root points at is described in the crate.
        foreach (var pointer in References(root))
            Assert.True(entities.ContainsKey(pointer), pointer);
        Assert.Equal("CreateAction", (string?)entities["https://hub.example.org/jobs/one"]["@type"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.5072/abc")]
    public void DataCite_has_every_property_that_version_4_requires(string? doi)
    {
        var json = JsonNode.Parse(new DataCite().Write(Facts with { Doi = doi }))!;
        foreach (var required in (string[])["creators", "titles", "publisher", "publicationYear", "types", "schemaVersion"])
            Assert.True(json[required] is not null, required);
        Assert.Equal(doi, (string?)json["doi"]);
        Assert.Equal("Dataset", (string?)json["types"]!["resourceTypeGeneral"]);

        var xml = XDocument.Parse(new DataCiteXml().Write(Facts with { Doi = doi })).Root!;
        Assert.Equal("{http://datacite.org/schema/kernel-4}resource", xml.Name.ToString());
        XNamespace kernel = DataCite.SchemaVersion;
        foreach (var required in (string[])["identifier", "creators", "titles", "publisher", "publicationYear", "resourceType"])
            Assert.False(string.IsNullOrWhiteSpace(xml.Element(kernel + required)?.Value), required);
        Assert.Equal("DOI", xml.Element(kernel + "identifier")!.Attribute("identifierType")!.Value);
        Assert.Equal(doi ?? "(:tba)", xml.Element(kernel + "identifier")!.Value);
        Assert.Matches("^[0-9]{4}$", xml.Element(kernel + "publicationYear")!.Value);
        Assert.All(xml.Descendants(), element => Assert.False(!element.HasElements && element.Value.Length == 0, element.Name.LocalName));
        Assert.Contains(xml.Descendants(kernel + "rights"), right => right.Attribute("rightsIdentifierScheme")?.Value == "DUO");
    }

    [Fact]
    public void Schema_org_carries_no_text_that_could_end_its_element()
    {
        var text = new SchemaOrg().Write(Facts);
        Assert.DoesNotContain("<", text, StringComparison.Ordinal);
        var json = JsonNode.Parse(text)!;
        foreach (var required in (string[])["@context", "@type", "name", "description", "license", "creator", "distribution", "version"])
            Assert.True(json[required] is not null, required);
        Assert.Equal("Gene <table>", (string?)json["name"]);
    }

    [Fact]
    public void Citation_file_has_every_key_that_version_1_2_requires_and_no_other()
    {
        var text = new CitationFile().Write(Facts with { Doi = "10.5072/abc", Title = new("表", "Genes: a \"table\" # of 1") });
        var file = new YamlDotNet.Serialization.DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(text);
        foreach (var required in (string[])["cff-version", "message", "title", "authors"])
            Assert.True(file.ContainsKey(required), required);
        Assert.Equal(("1.2.0", "dataset", "Genes: a \"table\" # of 1", "2026-02-03", "10.5072/abc"), (file["cff-version"], file["type"], file["title"], file["date-released"], file["doi"]));
        string[] known = ["abstract", "authors", "cff-version", "date-released", "doi", "keywords", "license", "message", "references", "title", "type", "url", "version"];
        Assert.Empty(file.Keys.Except(known));

        // An identifier that SPDX does not have would make the file invalid.
        Assert.Equal("CC-BY-4.0", file["license"]);
        var reference = (Dictionary<object, object>)((List<object>)file["references"])[0];
        foreach (var required in (string[])["type", "title", "authors"])
            Assert.True(reference.ContainsKey(required), required);
    }

    [Fact]
    public void Licence_that_nobody_stated_is_said_to_be_missing_rather_than_left_out()
    {
        var without = Facts with { Conditions = DataUseConditions.None };
        Assert.Contains("No licence is stated", JsonNode.Parse(new Croissant().Write(without))!["license"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("No licence is stated", new RoCrate().Write(without), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dataset", 8)]
    [InlineData("model", 6)]
    public void Form_that_is_unknown_is_refused_with_the_known_ones(string kind, int known)
    {
        var refused = MetadataForms.Find("marc", kind).Refusal!;
        Assert.Equal(known, refused.Remedy.En.Split(',').Length);
        Assert.Equal(kind == RepositoryKinds.Dataset, !MetadataForms.Find("croissant", kind).Refused);
    }

    private static JsonNode Json(string form) => JsonNode.Parse(MetadataForms.Find(form, RepositoryKinds.Dataset).Value.Write(Facts))!;

    private static IEnumerable<string> References(JsonNode entity) => entity.AsObject().SelectMany(member => member.Value switch
    {
        JsonObject { Count: 1 } one when one["@id"] is { } id => [(string)id!],
        JsonArray list => list.OfType<JsonObject>().Where(one => one.Count == 1).Select(one => (string)one["@id"]!),
        _ => Enumerable.Empty<string>(),
    });

    private static ImmutableList<string> Identifiers(JsonNode? node) => node switch
    {
        JsonObject one => [.. (one.Count > 1 && one["@id"] is JsonValue id ? (string[])[(string)id!] : []), .. one.SelectMany(member => Identifiers(member.Value))],
        JsonArray list => [.. list.SelectMany(Identifiers)],
        _ => [],
    };
}
