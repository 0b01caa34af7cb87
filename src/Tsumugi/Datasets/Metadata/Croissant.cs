using System.Text.Json.Nodes;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>Croissant 1.1 (MLCommons, 2026): a dataset with its files, tables and conditions of use.</summary>
public sealed class Croissant : IMetadataForm
{
    public const string Version = "http://mlcommons.org/croissant/1.1";

    /// <summary>Names of the vocabulary that the context shortens: the specification's appendix 1.</summary>
    private static readonly string[] Terms =
    [
        "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field", "fileProperty", "fileObject",
        "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "recordSet", "references", "regex",
        "readLines", "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
    ];

    public string Name => "croissant";

    public string Title => "Croissant 1.1";

    public string MediaType => "application/ld+json";

    public string FileName => "croissant.json";

    public bool Describes(string kind) => kind == Repositories.RepositoryKinds.Dataset;

    public string Write(RepositoryFacts facts) => Ld.Text(Ld.Object(
        ("@context", Context()),
        ("@type", "sc:Dataset"),
        ("conformsTo", Version),
        ("name", facts.Title.En),
        ("alternateName", facts.Title.Ja == facts.Title.En ? null : Ld.Object(("@value", facts.Title.Ja), ("@language", "ja"))),
        ("description", facts.Description),
        ("url", facts.Page.AbsoluteUri),
        ("identifier", facts.Doi is null ? null : facts.CiteAddress),
        ("license", facts.Conditions.Licences.IsEmpty ? Ld.Object(("@type", "CreativeWork"), ("name", Licences.None)) : Ld.List(facts.Conditions.Licences, Licences.Value)),
        ("creator", Ld.List(facts.Creators, person => Ld.Object(("@type", "Person"), ("@id", person.Page.AbsoluteUri), ("name", person.Name)))),
        ("publisher", Ld.Object(("@type", "Organization"), ("@id", facts.Publisher.Address), ("name", facts.Publisher.Name.En))),
        ("datePublished", Ld.Moment(facts.PublishedAt)),
        ("dateCreated", Ld.Moment(facts.CreatedAt)),
        ("dateModified", Ld.Moment(facts.PublishedAt)),
        ("version", facts.Version),
        ("sdVersion", facts.Hash),
        ("citeAs", Citation.BibTex(facts)),
        ("isLiveDataset", false),
        ("keywords", Ld.List(facts.Keywords)),
        ("inLanguage", Ld.List(facts.Languages)),
        ("usageInfo", DuoPolicy.Offer(facts.Conditions)),
        ("prov:wasDerivedFrom", Ld.List(facts.Sources, source => Ld.Object(("@id", source.Page.AbsoluteUri), ("name", source.Title.En)))),
        ("distribution", Ld.List(facts.Files, File)),
        ("recordSet", Ld.List(facts.Tables, Table))));

    private static JsonObject Context()
    {
        var context = new JsonObject
        {
            ["@language"] = "en",
            ["@vocab"] = "http://schema.org/",
            ["sc"] = "http://schema.org/",
            ["cr"] = "http://mlcommons.org/croissant/",
            ["rai"] = "http://mlcommons.org/croissant/RAI/",
            ["dct"] = "http://purl.org/dc/terms/",
            ["conformsTo"] = "dct:conformsTo",
            ["data"] = new JsonObject { ["@id"] = "cr:data", ["@type"] = "@json" },
            ["dataType"] = new JsonObject { ["@id"] = "cr:dataType", ["@type"] = "@vocab" },
            ["examples"] = new JsonObject { ["@id"] = "cr:examples", ["@type"] = "@json" },
            ["duo"] = DuoPolicy.Namespace,
            ["mondo"] = "http://purl.obolibrary.org/obo/MONDO_",
            ["odrl"] = "http://www.w3.org/ns/odrl/2/",
            ["prov"] = "http://www.w3.org/ns/prov#",
        };
        foreach (var term in Terms)
            context[term] = $"cr:{term}";
        return context;
    }

    private static JsonObject File(FileFacts file) => Ld.Object(
        ("@type", "cr:FileObject"),
        ("@id", file.Path),
        ("name", file.Path),
        ("contentUrl", file.Address.AbsoluteUri),
        ("contentSize", $"{file.Size} B"),
        ("encodingFormat", file.MediaType),
        ("sha256", file.Sha256));

    private static JsonObject Table(TableFacts table)
    {
        // Identifiers are unique over the whole document; files have their own paths already.
        var id = $"records/{table.Path}";
        return Ld.Object(
            ("@type", "cr:RecordSet"),
            ("@id", id),
            ("name", table.Path),
            ("field", Ld.List(table.Columns, column => Ld.Object(
                ("@type", "cr:Field"),
                ("@id", $"{id}/{column.Name}"),
                ("name", column.Name),
                ("dataType", $"sc:{column.Type}"),
                ("isArray", column.IsList ? true : null),
                ("arrayShape", column.IsList ? "(-1,)" : null),
                ("source", Ld.Object(("fileObject", Ld.Ref(table.Path)), ("extract", Ld.Object(("column", column.Name)))))))));
    }
}
