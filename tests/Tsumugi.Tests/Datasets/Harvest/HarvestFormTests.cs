using System.Text;
using Tsumugi.Datasets.Harvest.Forms;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Tests.Datasets.Metadata;

namespace Tsumugi.Tests.Datasets.Harvest;

/// <summary>What the catalogues of others say becomes one kind of record, whatever they say it in.</summary>
public sealed class HarvestFormTests
{
    private const string DublinCore = """
        <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-30T01:02:03Z</responseDate><ListRecords>
        <record><header><identifier>oai:x:1</identifier><datestamp>2026-11-01</datestamp></header><metadata>
        <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <dc:title xml:lang="ja">肝臓の細胞</dc:title><dc:title xml:lang="en">Cells of the liver</dc:title><dc:creator>Sato, H.</dc:creator><dc:subject>liver</dc:subject><dc:subject>Mus musculus</dc:subject>
        <dc:description>One.</dc:description><dc:description>Two.</dc:description><dc:publisher>Univ</dc:publisher><dc:date>2025-04-01</dc:date><dc:type>Dataset</dc:type>
        <dc:identifier>local 7</dc:identifier><dc:identifier>10.5072/liver</dc:identifier><dc:rights>CC-BY-4.0</dc:rights></oai_dc:dc></metadata></record>
        <record><header status="deleted"><identifier>oai:x:2</identifier><datestamp>2026-11-02</datestamp></header></record>
        <record><header><datestamp>2026-11-02</datestamp></header></record>
        <resumptionToken cursor="0">next one</resumptionToken></ListRecords></OAI-PMH>
        """;

    [Fact]
    public void Dublin_Core_of_OAI_PMH_is_read_with_what_was_deleted()
    {
        var page = Oai(DublinCore);
        Assert.Equal("next one", page.Next);
        Assert.Equal(2, page.Records.Count);
        var record = page.Records[0];
        Assert.Equal(("oai:x:1", "肝臓の細胞", "Cells of the liver", "One.\nTwo.", "https://doi.org/10.5072/liver"), (record.Identifier, record.Title.Ja, record.Title.En, record.Text, record.Url));
        Assert.Equal(("Univ", "2025-04-01", "CC-BY-4.0", "Dataset"), (record.Publisher, record.Issued, record.Licence, record.Type));
        Assert.Equal(["Sato, H."], record.Creators);
        Assert.Equal(["liver", "Mus musculus"], record.Subjects);
        Assert.True(page.Records[1].Deleted);
    }

    /// <summary>What this hub writes as DataCite's XML is what it reads within OAI-PMH.</summary>
    [Fact]
    public void DataCite_in_XML_is_read()
    {
        var resource = new DataCiteXml().Write(MetadataFormTests.Facts with { Doi = "10.5072/abc" }).Split("?>", 2)[1];
        var record = Assert.Single(Oai($"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>1</identifier></header><metadata><oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/"><payload>{resource}</payload></oai_datacite></metadata></record></ListRecords></OAI-PMH>""").Records);
        Assert.Equal(("1", "遺伝子の表", "Gene <table>", "https://doi.org/10.5072/abc"), (record.Identifier, record.Title.Ja, record.Title.En, record.Url));
        Assert.Equal(("CC-BY-4.0", "The Lab", "2026-02-03", "Dataset"), (record.Licence, record.Publisher, record.Issued, record.Type));
        Assert.Equal(["Hanako Sato"], record.Creators);
        Assert.Equal(["genomics"], record.Subjects);
    }

    /// <summary>What this hub writes in each form of linked data is read to the same record.</summary>
    [Theory]
    [InlineData("dcat")]
    [InlineData("schema-org")]
    [InlineData("croissant")]
    [InlineData("ro-crate")]
    public void Linked_data_is_read_in_each_form_that_the_hub_writes(string form)
    {
        var written = MetadataForms.Find(form, "dataset").Value.Write(MetadataFormTests.Facts with { Doi = "10.5072/abc" });
        var page = LinkedData.Read(Encoding.UTF8.GetBytes(written), new("https://hub.example.org/datasets/lab/genes/metadata"));
        var record = Assert.Single(page.Records);
        Assert.Equal("Gene <table>", record.Title.En);
        Assert.Contains("hub.example.org/datasets/lab/genes", record.Url, StringComparison.Ordinal);
        Assert.Contains("Genes & more", record.Text, StringComparison.Ordinal);
        Assert.Contains("CC-BY-4.0", record.Licence, StringComparison.Ordinal);
        Assert.Equal("The Lab", record.Publisher);
        Assert.StartsWith("2026-0", record.Issued, StringComparison.Ordinal);
        Assert.Equal(["Hanako Sato"], record.Creators);
        Assert.Equal(["genomics"], record.Subjects);
        Assert.Equal("Dataset", record.Type);
        if (form != "ro-crate")
            Assert.Equal("遺伝子の表", record.Title.Ja);
    }

    [Fact]
    public void DataCite_in_JSON_is_read_page_by_page()
    {
        const string answer = """
            {"data":[{"id":"10.5072/abc","attributes":{"doi":"10.5072/abc","titles":[{"title":"Genes","lang":"en"},{"title":"遺伝子"}],"descriptions":[{"description":"About genes"}],"creators":[{"name":"Sato"}],
            "publisher":{"name":"Univ"},"publicationYear":2024,"subjects":[{"subject":"DNA"}],"rightsList":[{"rightsIdentifier":"cc-by-4.0"}],"types":{"resourceTypeGeneral":"Dataset"}}},{"id":"10.5072/x"}],"links":{"next":"https://api.example/dois?page=2"}}
            """;
        var page = DataCiteApi.Read(Encoding.UTF8.GetBytes(answer), "https://api.example/dois");
        var record = Assert.Single(page.Records);
        Assert.Equal(("10.5072/abc", "遺伝子", "Genes", "About genes", "Univ", "2024", "cc-by-4.0", "https://api.example/dois?page=2"), (record.Identifier, record.Title.Ja, record.Title.En, record.Text, record.Publisher, record.Issued, record.Licence, page.Next));
    }

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "b">]><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">&a;</OAI-PMH>""", "cannot be read as XML")]
    [InlineData("not xml", "line 1")]
    [InlineData("<html/>", "no ListRecords")]
    [InlineData("""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="cannotDisseminateFormat">no such prefix</error></OAI-PMH>""", "no such prefix")]
    public void What_is_no_answer_of_OAI_PMH_says_why(string answer, string why) =>
        Assert.Contains(why, Assert.Throws<HarvestException>(() => Oai(answer)).Why.En, StringComparison.Ordinal);

    private static HarvestPage Oai(string xml) => OaiPmh.Read(OaiPmh.Parse(Encoding.UTF8.GetBytes(xml), "http://x/oai"), "http://x/oai");
}
