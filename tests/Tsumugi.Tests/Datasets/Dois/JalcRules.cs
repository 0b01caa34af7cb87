using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tsumugi.Tests.Datasets.Dois;

/// <summary>What JaLC asks of a deposit of research data, as far as its public manuals say: form fields, required elements, lengths, and its answers.</summary>
/// <remarks>JaLC2 システム 外部接続インタフェース仕様書 第 1.5 版; 登録メタデータ仕様（研究データ）.</remarks>
internal static partial class JalcRules
{
    public static async Task<IResult> TakeAsync(AgencyServer server, HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        if (form["login_id"] != AgencyServer.User || form["login_password"] != AgencyServer.Password)
            return Said(new XElement("head", new XElement("errcd", "*"), new XElement("message", $"{form["login_password"]} is wrong")));
        using var reader = new StreamReader(form.Files["fname"]!.OpenReadStream());
        var body = await reader.ReadToEndAsync();
        server.Bodies.Enqueue(body);
        XElement root;
        try
        {
            root = XDocument.Parse(body).Root!;
        }
        catch (XmlException)
        {
            return Said(new XElement("head", new XElement("errcd", "#")));
        }

        var content = root.Element("body")?.Element("content");
        if (Value(root, "head/content_classification") != "03" || Value(root, "head/request_kind") != "01" || Value(root, "head/result_method") != "0"
            || Value(root, "head/error_process") is not ("0" or "1") || Value(root, "body/site_id") != AgencyServer.Site || content is null)
            return Said(new XElement("head", new XElement("errcd", "#")));
        var (doi, faults) = (Value(content, "doi") ?? "", Faults(content).ToList());
        if (faults.Count == 0)
            server.Known[doi] = new("findable", Value(content, "url")!, Value(content, "title_list/titles/title")!, body);
        return Said(
            new XElement("head", new XElement("totalcnt", 1), new XElement("okcnt", faults.Count == 0 ? 1 : 0), new XElement("ngcnt", faults.Count == 0 ? 0 : 1)),
            new XElement("body", new XElement(
                "result",
                new XElement("seqno", content.Attribute("sequence")?.Value),
                new XElement("resultstatus", faults.Count == 0 ? 1 : 0),
                new XElement("doi", doi),
                faults.Select(fault => new XElement("message", fault)))));
    }

    private static IEnumerable<string> Faults(XElement content)
    {
        if (!Doi().IsMatch(Value(content, "doi") ?? "") || Value(content, "doi")!.Length > 300)
            yield return "doi";
        if (!Uri.TryCreate(Value(content, "url"), UriKind.Absolute, out _))
            yield return "url";
        if (content.Attribute("sequence") is null)
            yield return "content@sequence";
        var titles = content.Element("title_list")?.Elements("titles").ToList() ?? [];
        if (titles.Count == 0 || titles.Exists(title => title.Attribute("lang") is null || Value(title, "title") is null or { Length: > 2000 }))
            yield return "title_list";
        var creators = content.Element("creator_list")?.Elements("creator").ToList() ?? [];
        if (creators.Count == 0 || creators.Exists(creator => creator.Attribute("sequence") is null || Value(creator, "names/last_name") is null or { Length: > 100 }))
            yield return "creator_list";
        if (Value(content, "publisher/publisher_name") is null)
            yield return "publisher";
        if (Value(content, "publication_date/year") is not { Length: 4 })
            yield return "publication_date";
    }

    private static string? Value(XElement element, string path) =>
        path.Split('/').Aggregate((XElement?)element, (at, name) => at?.Element(name)) is { Value.Length: > 0 } found ? found.Value : null;

    private static ContentHttpResult Said(params XElement[] parts) => TypedResults.Content(new XDocument(new XElement("root", parts)).ToString(), "text/xml");

    [GeneratedRegex(@"^10\.5072/[A-Za-z0-9._;()/-]+$")]
    private static partial Regex Doi();
}
