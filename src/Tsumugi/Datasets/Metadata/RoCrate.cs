using System.Text.Json.Nodes;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>RO-Crate 1.2: a detached crate whose files stay where they are, with what it was made from and by which job.</summary>
public sealed class RoCrate : IMetadataForm
{
    public const string Version = "https://w3id.org/ro/crate/1.2";

    public string Name => "ro-crate";

    public string Title => "RO-Crate 1.2";

    public string MediaType => "application/ld+json";

    public string FileName => "ro-crate-metadata.json";

    public bool Describes(string kind) => true;

    public string Write(RepositoryFacts facts)
    {
        var root = $"{facts.Page.AbsoluteUri}?revision={facts.Hash}";
        var graph = new JsonArray
        {
            Ld.Object(("@id", "ro-crate-metadata.json"), ("@type", "CreativeWork"), ("about", Ld.Ref(root)), ("conformsTo", Ld.Ref(Version))),
            Root(facts, root),
        };
        foreach (var entity in Entities(facts, root))
            graph.Add(entity);
        return Ld.Text(Ld.Object(("@context", $"{Version}/context"), ("@graph", graph)));
    }

    private static JsonObject Root(RepositoryFacts facts, string root) => Ld.Object(
        ("@id", root),
        ("@type", "Dataset"),
        ("additionalType", facts.IsDataset ? null : "Machine learning model"),
        ("name", facts.Title.En),
        ("alternateName", facts.Title.Ja == facts.Title.En ? null : facts.Title.Ja),
        ("description", facts.Description),
        ("datePublished", Ld.Moment(facts.PublishedAt)),
        ("license", facts.Conditions.Licences.IsEmpty ? Licences.None : Ld.List(facts.Conditions.Licences, licence => Ld.Ref(LicenceId(licence)))),
        ("usageInfo", Ld.List(DuoPolicy.Terms(facts.Conditions), term => Ld.Ref(DuoPolicy.Address(term)))),
        ("conditionsOfAccess", Ld.List(facts.Conditions.Diseases.Select(disease => $"Research on {disease} only"))),
        ("author", Ld.List(facts.Creators, person => Ld.Ref(person.Page.AbsoluteUri))),
        ("publisher", Ld.Ref(facts.Publisher.Address)),
        ("version", facts.Version),
        ("identifier", facts.Doi is null ? null : Ld.Ref(facts.CiteAddress)),
        ("cite-as", facts.Doi is null ? null : facts.CiteAddress),
        ("creditText", Citation.Text(facts)),
        ("keywords", Ld.List(facts.Keywords)),
        ("isBasedOn", Ld.List(facts.Sources, source => Ld.Ref(source.Page.AbsoluteUri))),
        ("mentions", facts.MadeBy is null ? null : new JsonArray(Ld.Ref(facts.MadeBy.Page.AbsoluteUri))),
        ("hasPart", Ld.List(facts.Files, file => Ld.Ref(file.Address.AbsoluteUri))));

    private static IEnumerable<JsonObject> Entities(RepositoryFacts facts, string root)
    {
        foreach (var person in facts.Creators)
            yield return Ld.Object(("@id", person.Page.AbsoluteUri), ("@type", "Person"), ("name", person.Name), ("affiliation", Ld.Ref(facts.Publisher.Address)));
        yield return Ld.Object(("@id", facts.Publisher.Address), ("@type", "Organization"), ("name", facts.Publisher.Name.En), ("url", facts.Publisher.Page.AbsoluteUri));
        foreach (var licence in facts.Conditions.Licences)
            yield return Ld.Object(("@id", LicenceId(licence)), ("@type", "CreativeWork"), ("name", licence), ("description", $"Licence {licence}"));
        foreach (var term in DuoPolicy.Terms(facts.Conditions))
            yield return DuoPolicy.Term(term);
        if (facts.Doi is { } doi)
            yield return Ld.Object(("@id", facts.CiteAddress), ("@type", "PropertyValue"), ("propertyID", "https://registry.identifiers.org/registry/doi"), ("value", $"doi:{doi}"), ("url", facts.CiteAddress));
        foreach (var source in facts.Sources)
        {
            yield return Ld.Object(
                ("@id", source.Page.AbsoluteUri), ("@type", "Dataset"), ("name", source.Title.En),
                ("identifier", source.Doi is null ? source.Node : $"https://doi.org/{source.Doi}"));
        }

        if (facts.MadeBy is { } job)
        {
            yield return Ld.Object(
                ("@id", job.Page.AbsoluteUri), ("@type", "CreateAction"), ("name", job.Node),
                ("object", Ld.List(facts.Sources, source => Ld.Ref(source.Page.AbsoluteUri))),
                ("result", Ld.Ref(root)), ("endTime", Ld.Moment(facts.PublishedAt)), ("agent", Ld.Ref(facts.Creators[0].Page.AbsoluteUri)));
        }

        foreach (var file in facts.Files)
        {
            yield return Ld.Object(
                ("@id", file.Address.AbsoluteUri), ("@type", "File"), ("name", file.Path), ("contentSize", $"{file.Size}"),
                ("encodingFormat", file.MediaType), ("sha256", file.Sha256), ("sdDatePublished", Ld.Moment(facts.PublishedAt)));
        }
    }

    // A licence of one's own has no address; within the crate a name of its own serves.
    private static string LicenceId(string licence) => Licences.Address(licence) ?? $"#{licence}";
}
