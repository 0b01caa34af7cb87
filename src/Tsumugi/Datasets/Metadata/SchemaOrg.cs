using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>schema.org JSON-LD, which search engines read from the page.</summary>
public sealed class SchemaOrg : IMetadataForm
{
    /// <summary>A page is not to grow by every file that a repository has.</summary>
    private const int MostFiles = 50;

    public string Name => "schema-org";

    public string Title => "schema.org (JSON-LD)";

    public string MediaType => "application/ld+json";

    public string FileName => "schema-org.json";

    public bool Describes(string kind) => true;

    public string Write(RepositoryFacts facts) => Ld.Text(Ld.Object(
        ("@context", "https://schema.org/"),
        ("@type", facts.IsDataset ? "Dataset" : "CreativeWork"),
        ("additionalType", facts.IsDataset ? null : "Machine learning model"),
        ("@id", facts.CiteAddress),
        ("name", facts.Title.En),
        ("alternateName", facts.Title.Ja == facts.Title.En ? null : facts.Title.Ja),
        ("description", facts.Description),
        ("url", facts.Page.AbsoluteUri),
        ("identifier", Ld.List(facts.Doi is null ? [facts.Hash] : (string[])[facts.CiteAddress, facts.Hash])),
        ("license", Ld.List(facts.Conditions.Licences, Licences.Value)),
        ("usageInfo", Ld.List(DuoPolicy.Terms(facts.Conditions), DuoPolicy.Term)),
        ("creator", Ld.List(facts.Creators, person => Ld.Object(("@type", "Person"), ("name", person.Name), ("url", person.Page.AbsoluteUri)))),
        ("publisher", Ld.Object(("@type", "Organization"), ("@id", facts.Publisher.Address), ("name", facts.Publisher.Name.En))),
        ("datePublished", Ld.Day(facts.PublishedAt)),
        ("dateCreated", Ld.Day(facts.CreatedAt)),
        ("dateModified", Ld.Day(facts.PublishedAt)),
        ("version", facts.Version),
        ("keywords", Ld.List(facts.Keywords)),
        ("inLanguage", Ld.List(facts.Languages)),
        ("citation", Citation.Text(facts)),
        ("isBasedOn", Ld.List(facts.Sources, source => source.Page.AbsoluteUri)),
        (facts.IsDataset ? "distribution" : "encoding", Ld.List(facts.Files.Take(MostFiles), file => Ld.Object(
            ("@type", facts.IsDataset ? "DataDownload" : "MediaObject"), ("name", file.Path), ("contentUrl", file.Address.AbsoluteUri),
            ("contentSize", $"{file.Size} B"), ("encodingFormat", file.MediaType), ("sha256", file.Sha256))))));
}
