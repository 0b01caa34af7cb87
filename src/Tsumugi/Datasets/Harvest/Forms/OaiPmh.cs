using System.Xml;
using System.Xml.Linq;

namespace Tsumugi.Datasets.Harvest.Forms;

/// <summary>OAI-PMH 2.0 (Lagoze et al., 2002): records in pages, what changed since a day, and what was deleted.</summary>
/// <remarks>A source that does not keep what it deleted is asked for everything each time: what it tells no more is gone.</remarks>
internal sealed class OaiPmh : IHarvestForm
{
    private const string Accept = "text/xml, application/xml";
    private const int MostToken = 4_096;

    private static readonly XNamespace Oai = "http://www.openarchives.org/OAI/2.0/";

    public HarvestForm Form => HarvestForm.OaiPmh;

    public async Task<HarvestPage> AskAsync(HarvestSource source, HarvestHttp http, CancellationToken stop)
    {
        if (source.Cursor is { } token)
            return Read(await AskAsync(source, http, [("verb", "ListRecords"), ("resumptionToken", token)], stop), source.Url);
        var identity = await AskAsync(source, http, [("verb", "Identify")], stop);
        var remembers = identity.Element(Oai + "Identify")?.Element(Oai + "deletedRecord")?.Value.Trim() == "persistent";
        var since = remembers ? source.Since : null;
        var first = await AskAsync(
            source, http,
            [("verb", "ListRecords"), ("metadataPrefix", source.Prefix is "" ? "oai_dc" : source.Prefix), ("set", source.Set), ("from", since ?? "")], stop);
        var byDay = identity.Element(Oai + "Identify")?.Element(Oai + "granularity")?.Value.Trim() == "YYYY-MM-DD";
        var told = first.Element(Oai + "responseDate")?.Value.Trim() is { Length: >= 10 } date ? byDay ? date[..10] : date : null;
        return Read(first, source.Url) with { Whole = since is null, SinceNext = told };
    }

    /// <param name="url">For messages.</param>
    internal static HarvestPage Read(XElement answer, string url)
    {
        if (answer.Element(Oai + "error") is { } error)
        {
            var code = error.Attribute("code")?.Value;
            return code == "noRecordsMatch" ? new([], null)
                : throw new HarvestException(new($"{url} が {code}（{Short(error.Value)}）と答えました。", $"{url} answered {code} ({Short(error.Value)})."))
                { Restart = code == "badResumptionToken" };
        }

        if (answer.Element(Oai + "ListRecords") is not { } list)
            throw new HarvestException(new($"{url} の答えに ListRecords がありません。OAI-PMH の URL か確かめてください。", $"The answer of {url} holds no ListRecords; check that it is an address of OAI-PMH."));
        var token = list.Element(Oai + "resumptionToken")?.Value.Trim();
        if (token?.Length > MostToken)
            throw new HarvestException(new($"{url} の resumptionToken が {MostToken:N0} 文字を超えます。", $"The resumptionToken of {url} is longer than {MostToken:N0} characters."));
        return new([.. list.Elements(Oai + "record").Select(Record).OfType<RemoteRecord>()], string.IsNullOrEmpty(token) ? null : token);
    }

    private static async Task<XElement> AskAsync(HarvestSource source, HarvestHttp http, (string Name, string Value)[] question, CancellationToken stop)
    {
        var query = string.Join('&', question.Where(part => part.Value.Length > 0).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"));
        var answer = await http.GetAsync(source, new UriBuilder(source.Url) { Query = query }.Uri, Accept, null, stop);
        return Parse(answer.Body, source.Url);
    }

    internal static XElement Parse(byte[] body, string url)
    {
        try
        {
            // No document type: neither files nor other addresses are read, and no entity grows.
            using var reader = XmlReader.Create(new MemoryStream(body), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException error)
        {
            throw new HarvestException(new(
                $"{url} の答えは XML として読めません（{error.LineNumber} 行 {error.LinePosition} 文字）。", $"The answer of {url} cannot be read as XML (line {error.LineNumber}, character {error.LinePosition})."));
        }
    }

    /// <returns>Null for one without an identifier.</returns>
    private static RemoteRecord? Record(XElement record)
    {
        var header = record.Element(Oai + "header");
        if (header?.Element(Oai + "identifier")?.Value.Trim() is not { Length: > 0 } identifier)
            return null;
        if (header.Attribute("status")?.Value == "deleted")
            return new(identifier) { Deleted = true };
        var metadata = record.Element(Oai + "metadata");
        var dataCite = metadata?.Descendants().FirstOrDefault(element => element.Name.LocalName == "resource" && element.Name.NamespaceName.StartsWith("http://datacite.org/schema/", StringComparison.Ordinal));
        return dataCite is null ? DublinCore(identifier, metadata) : OfDataCite(identifier, dataCite);
    }

    private static RemoteRecord DublinCore(string identifier, XElement? metadata)
    {
        var fields = metadata?.Elements().FirstOrDefault()?.Elements().ToLookup(element => element.Name.LocalName, StringComparer.Ordinal);
        IEnumerable<string> All(string name) => fields?[name].Select(element => element.Value.Trim()).Where(text => text.Length > 0) ?? [];
        return new(identifier)
        {
            Titles = [.. (fields?["title"] ?? []).Select(element => (element.Value.Trim(), Language(element))).Where(title => title.Item1.Length > 0)],
            Text = string.Join("\n", All("description")),
            Url = Address(All("identifier").Concat(All("relation").Where(text => text.StartsWith("http", StringComparison.Ordinal)))),
            Creators = [.. All("creator")],
            Publisher = All("publisher").FirstOrDefault(),
            Issued = All("date").FirstOrDefault(),
            Licence = All("rights").FirstOrDefault(),
            Subjects = [.. All("subject")],
            Type = All("type").FirstOrDefault(),
        };
    }

    private static RemoteRecord OfDataCite(string identifier, XElement resource)
    {
        IEnumerable<XElement> All(string name) => resource.Descendants().Where(element => element.Name.LocalName == name && element.Value.Trim().Length > 0);
        var rights = All("rights").FirstOrDefault();
        return new(identifier)
        {
            Titles = [.. All("title").Select(element => (element.Value.Trim(), Language(element)))],
            Text = string.Join("\n", All("description").Select(element => element.Value.Trim())),
            Url = Address(All("identifier").Where(element => element.Attribute("identifierType")?.Value is "DOI" or "URL").Select(element => element.Value.Trim())),
            Creators = [.. All("creatorName").Select(element => element.Value.Trim())],
            Publisher = All("publisher").FirstOrDefault()?.Value.Trim(),
            Issued = All("date").FirstOrDefault(element => element.Attribute("dateType")?.Value == "Issued")?.Value.Trim() ?? All("publicationYear").FirstOrDefault()?.Value.Trim(),
            Licence = rights?.Attribute("rightsIdentifier")?.Value ?? rights?.Attribute("rightsURI")?.Value ?? rights?.Value.Trim(),
            Subjects = [.. All("subject").Select(element => element.Value.Trim())],
            Type = All("resourceType").FirstOrDefault()?.Attribute("resourceTypeGeneral")?.Value,
        };
    }

    private static string? Language(XElement element) => element.Attribute(XNamespace.Xml + "lang")?.Value;

    /// <summary>The first that leads somewhere; a DOI does.</summary>
    internal static string? Address(IEnumerable<string> identifiers)
    {
        var all = identifiers.ToList();
        return all.Find(text => text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal))
            ?? (all.Find(text => text.StartsWith("10.", StringComparison.Ordinal) || text.StartsWith("doi:10.", StringComparison.OrdinalIgnoreCase)) is { } doi
                ? $"https://doi.org/{doi[(doi.StartsWith("doi:", StringComparison.OrdinalIgnoreCase) ? 4 : 0)..]}" : null);
    }

    private static string Short(string text) => text.Trim() is { Length: > 200 } longer ? $"{longer[..200]}…" : text.Trim();
}
