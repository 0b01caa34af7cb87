using Tsumugi.Datasets.Catalogue;
using Tsumugi.Formats.LinkedData;

namespace Tsumugi.Datasets.Harvest.Forms;

/// <summary>JSON-LD: catalogues in DCAT, page by page; single datasets in schema.org or Croissant; RO-Crates.</summary>
internal sealed class LinkedData : IHarvestForm
{
    private const string Dcat = "http://www.w3.org/ns/dcat#";
    private const string Dct = "http://purl.org/dc/terms/";
    private const string Schema = "http://schema.org/";
    private const string Foaf = "http://xmlns.com/foaf/0.1/";
    private const string Skos = "http://www.w3.org/2004/02/skos/core#";
    private const string Hydra = "http://www.w3.org/ns/hydra/core#";

    private static readonly string[] Datasets = [Dcat + "Dataset", Schema + "Dataset"];

    /// <summary>Both words of Hydra that catalogues use for it.</summary>
    private static readonly string[] Next = [Hydra + "next", Hydra + "nextPage"];

    public HarvestForm Form => HarvestForm.LinkedData;

    public async Task<HarvestPage> AskAsync(HarvestSource source, HarvestHttp http, CancellationToken stop)
    {
        var first = new Uri(source.Url);
        var at = source.Cursor is { } next ? NextPage.Within(first, next) : first;
        var answer = await http.GetAsync(source, at, "application/ld+json, application/json;q=0.9", source.Cursor is null ? source.Since : null, stop);
        if (answer.Unchanged)
            return new([], null) { Unchanged = true, SinceNext = source.Since };
        var page = Read(answer.Body, answer.At);

        // The tag is that of one document; a catalogue of several pages may change in any of them.
        return page.Next is null && source.Cursor is null ? page with { SinceNext = answer.Tag } : page;
    }

    internal static HarvestPage Read(byte[] body, Uri at)
    {
        LinkedDocument document;
        try
        {
            document = LinkedDocument.Read(body, at);
        }
        catch (LinkedDataException error)
        {
            throw new HarvestException(new($"{at} は JSON-LD として読めません：{error.Message}", $"{at} cannot be read as JSON-LD: {error.Message}"));
        }

        var datasets = Crate(document) is { } root ? [root] : document.Nodes.Where(node => node.Types.Overlaps(Datasets)).ToList();
        var next = document.Nodes.SelectMany(node => Next.SelectMany(node.All)).Select(value => value.Text).FirstOrDefault();
        if (datasets.Count == 0 && next is null && !document.Nodes.Any(node => node.Types.Contains(Dcat + "Catalog")))
            throw new HarvestException(new($"{at} には dcat:Dataset も schema.org の Dataset もありません。", $"{at} speaks of no dcat:Dataset and no Dataset of schema.org."));
        return new([.. datasets.Select(node => Record(document, node))], next);
    }

    /// <returns>What an RO-Crate is about; null where it is none.</returns>
    private static LinkedNode? Crate(LinkedDocument document) =>
        document.Nodes.FirstOrDefault(node => node.Id.EndsWith("ro-crate-metadata.json", StringComparison.Ordinal) && node.All(Schema + "about").Count > 0) is { } descriptor
            ? document.Find(descriptor.All(Schema + "about")[0].Text) : null;

    private static RemoteRecord Record(LinkedDocument document, LinkedNode node)
    {
        IEnumerable<LinkedValue> All(params string[] properties) => properties.SelectMany(node.All);
        string? First(params string[] properties) => All(properties).Select(value => value.Text.Trim()).FirstOrDefault(text => text.Length > 0);
        IEnumerable<string> Names(params string[] properties) => All(properties).Select(value => Name(document, value)).OfType<string>();
        var parts = All(Dcat + "distribution", Schema + "distribution").Select(value => document.Find(value.Text)).OfType<LinkedNode>();
        var identifier = First(Dct + "identifier", Schema + "identifier") is { } told && !told.StartsWith("_:", StringComparison.Ordinal) ? told : node.Id;
        return new(identifier)
        {
            Titles =
            [
                .. All(Dct + "title", Schema + "name").Where(value => value.Text.Trim().Length > 0).Select(value => (value.Text.Trim(), value.Language)),
                .. node.All(Schema + "alternateName").Where(value => value.Language == "ja" || (value.Language is null && CatalogueText.Letters([value.Text]).Any())).Select(value => (value.Text.Trim(), value.Language)),
            ],
            Text = string.Join("\n", All(Dct + "description", Schema + "description").Select(value => value.Text.Trim()).Distinct()),
            Url = OaiPmh.Address([.. All(Dcat + "landingPage", Schema + "url").Select(value => value.Text), node.Id, identifier]),
            Creators = [.. Names(Dct + "creator", Schema + "creator", Schema + "author").Distinct()],
            Publisher = Names(Dct + "publisher", Schema + "publisher").FirstOrDefault(),
            Issued = First(Dct + "issued", Schema + "datePublished", Dct + "modified", Schema + "dateModified"),
            Licence = Names(Dct + "license", Schema + "license", Dct + "rights").FirstOrDefault() ?? parts.SelectMany(part => part.All(Dct + "license")).Select(value => value.Text).FirstOrDefault(),
            Subjects = [.. Names(Dcat + "keyword", Dcat + "theme", Schema + "keywords", Schema + "about").Distinct()],
            Type = node.Types.Contains(Dcat + "Dataset") ? "Dataset" : node.Types.Select(type => type[(type.LastIndexOfAny(['/', '#']) + 1)..]).FirstOrDefault(),
        };
    }

    /// <returns>A literal, what a node is called, or its address where it has a name of no kind; null for a node without any.</returns>
    private static string? Name(LinkedDocument document, LinkedValue value)
    {
        if (!value.IsNode)
            return value.Text.Trim() is { Length: > 0 } text ? text : null;
        var node = document.Find(value.Text);
        return ((string[])[Foaf + "name", Schema + "name", Skos + "prefLabel", Dct + "title"]).SelectMany(property => node?.All(property) ?? []).Select(name => name.Text.Trim()).FirstOrDefault(name => name.Length > 0)
            ?? (value.Text.StartsWith("_:", StringComparison.Ordinal) ? null : value.Text);
    }
}
