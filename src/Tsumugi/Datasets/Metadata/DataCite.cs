using System.Text.Json.Nodes;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>DataCite Metadata Schema 4 as JSON: what DataCite's interface takes as the attributes of a DOI.</summary>
public sealed class DataCite : IMetadataForm
{
    public const string SchemaVersion = "http://datacite.org/schema/kernel-4";

    public string Name => "datacite";

    public string Title => "DataCite 4 (JSON)";

    public string MediaType => "application/vnd.datacite.datacite+json";

    public string FileName => "datacite.json";

    public bool Describes(string kind) => true;

    public string Write(RepositoryFacts facts) => Ld.Text(Attributes(facts));

    public static JsonObject Attributes(RepositoryFacts facts) => Ld.Object(
        ("doi", facts.Doi),
        ("url", facts.Page.AbsoluteUri),
        ("identifiers", facts.Doi is null ? null : new JsonArray(Ld.Object(("identifier", facts.CiteAddress), ("identifierType", "DOI")))),
        ("creators", Ld.List(facts.Creators, person => Ld.Object(
            ("name", person.Name), ("nameType", "Personal"), ("affiliation", new JsonArray(Affiliation(facts.Publisher)))))),
        ("titles", Titles(facts)),
        ("publisher", Publisher(facts.Publisher)),
        ("publicationYear", facts.PublishedAt.Year),
        ("types", Ld.Object(("resourceTypeGeneral", GeneralType(facts)), ("resourceType", ResourceType(facts)))),
        ("subjects", Ld.List(facts.Keywords, keyword => Ld.Object(("subject", keyword)))),
        ("dates", new JsonArray(
            Ld.Object(("date", Ld.Day(facts.CreatedAt)), ("dateType", "Created")), Ld.Object(("date", Ld.Day(facts.PublishedAt)), ("dateType", "Issued")))),
        ("language", facts.Languages.Count == 1 ? facts.Languages[0] : null),
        ("alternateIdentifiers", new JsonArray(Ld.Object(("alternateIdentifier", facts.Hash), ("alternateIdentifierType", "SHA-256 of the revision")))),
        ("relatedIdentifiers", Ld.List(Related(facts), related => Ld.Object(
            ("relatedIdentifier", related.Identifier), ("relatedIdentifierType", related.Type), ("relationType", related.Relation)))),
        ("sizes", new JsonArray($"{facts.Size} bytes", $"{facts.FileCount} files")),
        ("formats", Ld.List(facts.Files.Select(file => file.MediaType).Distinct(StringComparer.Ordinal))),
        ("version", facts.Version),
        ("rightsList", Rights(facts)),
        ("descriptions", new JsonArray(Ld.Object(("description", facts.Description), ("descriptionType", "Abstract")))),
        ("schemaVersion", SchemaVersion));

    public static string GeneralType(RepositoryFacts facts) => facts.IsDataset ? "Dataset" : "Model";

    public static string ResourceType(RepositoryFacts facts) => facts.IsDataset ? "Dataset" : "Machine learning model";

    public static IEnumerable<(string Identifier, string Type, string Relation)> Related(RepositoryFacts facts) => facts.Sources
        .Select(source => (source.Doi ?? source.Page.AbsoluteUri, source.Doi is null ? "URL" : "DOI", "IsDerivedFrom"))
        .Concat(facts.Related.Select(related => (related.Doi, "DOI", related.Relation)));

    private static JsonArray Titles(RepositoryFacts facts) => facts.Title.Ja == facts.Title.En
        ? [Ld.Object(("title", facts.Title.En))]
        : [Ld.Object(("title", facts.Title.En), ("lang", "en")), Ld.Object(("title", facts.Title.Ja), ("lang", "ja"), ("titleType", "TranslatedTitle"))];

    private static JsonObject Publisher(InstitutionFacts institution) => institution.Ror is null
        ? Ld.Object(("name", institution.Name.En))
        : Ld.Object(("name", institution.Name.En), ("publisherIdentifier", institution.Address), ("publisherIdentifierScheme", "ROR"), ("schemeUri", "https://ror.org"));

    private static JsonObject Affiliation(InstitutionFacts institution) => institution.Ror is null
        ? Ld.Object(("name", institution.Name.En))
        : Ld.Object(("name", institution.Name.En), ("affiliationIdentifier", institution.Address), ("affiliationIdentifierScheme", "ROR"), ("schemeUri", "https://ror.org"));

    private static JsonArray Rights(RepositoryFacts facts) =>
    [
        .. facts.Conditions.Licences.Select(licence => Licences.Address(licence) is { } address
            ? Ld.Object(("rights", licence), ("rightsUri", address), ("rightsIdentifier", licence), ("rightsIdentifierScheme", "SPDX"), ("schemeUri", "https://spdx.org/licenses/"))
            : Ld.Object(("rights", licence))),
        .. DuoPolicy.Terms(facts.Conditions).Select(term => Ld.Object(
            ("rights", term.Title.En), ("rightsUri", DuoPolicy.Address(term)), ("rightsIdentifier", term.Code), ("rightsIdentifierScheme", "DUO"), ("schemeUri", "http://purl.obolibrary.org/obo/duo.owl"))),
    ];
}
