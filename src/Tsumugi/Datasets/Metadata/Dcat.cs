using System.Text.Json.Nodes;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>DCAT 3 (W3C Recommendation, 2024) as JSON-LD: what data portals harvest.</summary>
/// <remarks>A model is a <c>dcat:Resource</c> of the type <c>Model</c>: DCAT's datasets are collections of data.</remarks>
public sealed class Dcat : IMetadataForm
{
    /// <summary>A catalogue of many datasets is not to grow by every file that one has.</summary>
    private const int MostFiles = 50;

    private static readonly (string Prefix, string Address)[] Prefixes =
    [
        ("dcat", "http://www.w3.org/ns/dcat#"), ("dct", "http://purl.org/dc/terms/"), ("foaf", "http://xmlns.com/foaf/0.1/"), ("odrl", "http://www.w3.org/ns/odrl/2/"),
        ("prov", "http://www.w3.org/ns/prov#"), ("spdx", "http://spdx.org/rdf/terms#"), ("xsd", "http://www.w3.org/2001/XMLSchema#"), ("hydra", "http://www.w3.org/ns/hydra/core#"),
        ("duo", DuoPolicy.Namespace), ("mondo", "http://purl.obolibrary.org/obo/MONDO_"),
    ];

    public string Name => "dcat";

    public string Title => "DCAT 3 (JSON-LD)";

    public string MediaType => "application/ld+json";

    public string FileName => "dcat.json";

    public bool Describes(string kind) => true;

    public string Write(RepositoryFacts facts)
    {
        var whole = Of(facts);
        whole.Insert(0, "@context", Context());
        return Ld.Text(whole);
    }

    internal static JsonObject Context()
    {
        var context = new JsonObject();
        foreach (var (prefix, address) in Prefixes)
            context[prefix] = address;

        // The offer of conditions has these from schema.org.
        foreach (var word in (string[])["CreativeWork", "name"])
            context[word] = $"http://schema.org/{word}";
        return context;
    }

    /// <summary>One revision, without the context.</summary>
    internal static JsonObject Of(RepositoryFacts facts) => Ld.Object(
        ("@id", facts.CiteAddress),
        ("@type", facts.IsDataset ? "dcat:Dataset" : "dcat:Resource"),
        ("dct:type", facts.IsDataset ? null : "Model"),
        ("dct:identifier", Ld.List(facts.Doi is null ? [facts.Page.AbsoluteUri] : (string[])[facts.CiteAddress, facts.Page.AbsoluteUri])),
        ("dct:title", Titles(facts)),
        ("dct:description", facts.Description),
        ("dcat:landingPage", Ld.Ref(facts.Page.AbsoluteUri)),
        ("dcat:version", facts.Version),
        ("dct:issued", Typed(Ld.Moment(facts.CreatedAt))),
        ("dct:modified", Typed(Ld.Moment(facts.PublishedAt))),
        ("dct:creator", Ld.List(facts.Creators, person => Ld.Object(("@id", person.Page.AbsoluteUri), ("@type", "foaf:Person"), ("foaf:name", person.Name)))),
        ("dct:publisher", Ld.Object(("@id", facts.Publisher.Address), ("@type", "foaf:Organization"), ("foaf:name", Both(facts.Publisher.Name.Ja, facts.Publisher.Name.En)))),
        ("dcat:keyword", Ld.List(facts.Keywords)),
        ("dct:language", Ld.List(facts.Languages)),
        ("dct:license", Ld.List(facts.Conditions.Licences, licence => Licences.Address(licence) is { } address ? Ld.Ref(address) : JsonValue.Create(licence))),
        ("odrl:hasPolicy", DuoPolicy.Offer(facts.Conditions)),
        ("prov:wasDerivedFrom", Ld.List(facts.Sources, source => Ld.Ref(source.Page.AbsoluteUri))),
        ("dcat:distribution", facts.IsDataset ? Ld.List(facts.Files.Take(MostFiles), File) : null));

    private static JsonObject File(FileFacts file) => Ld.Object(
        ("@type", "dcat:Distribution"),
        ("dct:title", file.Path),
        ("dcat:accessURL", Ld.Ref(file.Address.AbsoluteUri)),
        ("dcat:downloadURL", Ld.Ref(file.Address.AbsoluteUri)),
        ("dcat:mediaType", file.MediaType),
        ("dcat:byteSize", file.Size),
        ("spdx:checksum", Ld.Object(("@type", "spdx:Checksum"), ("spdx:algorithm", Ld.Ref("spdx:checksumAlgorithm_sha256")), ("spdx:checksumValue", file.Sha256))));

    private static JsonArray Titles(RepositoryFacts facts) => Both(facts.Title.Ja, facts.Title.En);

    internal static JsonArray Both(string ja, string en) => ja == en ? [Text(en, null)] : [Text(en, "en"), Text(ja, "ja")];

    private static JsonNode Text(string text, string? language) => language is null ? JsonValue.Create(text) : Ld.Object(("@value", text), ("@language", language));

    private static JsonObject Typed(string moment) => Ld.Object(("@value", moment), ("@type", "xsd:dateTime"));
}
