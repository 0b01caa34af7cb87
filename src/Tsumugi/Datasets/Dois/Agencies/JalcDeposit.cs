using System.Globalization;
using System.Xml.Linq;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Dois.Agencies;

/// <summary>JaLC's deposit of research data (content classification 03), with the elements that are required and those that the hub knows.</summary>
/// <remarks>Elements and lengths: 登録メタデータ仕様（研究データ）; their order: 付録 8 研究データデポジット XML サンプル of JaLC's manual.</remarks>
internal static class JalcDeposit
{
    private const int MostTitle = 2000;
    private const int MostName = 100;
    private const int MostPublisher = 300;

    public static string Write(DoiRecord record, string site)
    {
        var facts = record.Facts;
        return new XDeclaration("1.0", "UTF-8", null) + "\n" + new XElement(
            "root",
            new XElement(
                "head",
                new XElement("error_process", "0"),
                new XElement("result_method", "0"),
                new XElement("content_classification", "03"),
                new XElement("request_kind", "01")),
            new XElement(
                "body",
                new XElement("site_id", site),
                new XElement(
                    "content",
                    new XAttribute("sequence", "1"),
                    new XElement("doi", record.Doi),
                    new XElement("url", record.Landing.AbsoluteUri),
                    new XElement("title_list", Titles(record)),
                    new XElement("creator_list", facts.Creators.Select(Creator)),
                    new XElement("publisher", new XElement("publisher_name", new XAttribute("lang", "en"), Text(facts.Publisher.Name.En, MostPublisher))),
                    new XElement(
                        "publication_date",
                        new XElement("year", facts.PublishedAt.ToString("yyyy", CultureInfo.InvariantCulture)),
                        new XElement("month", facts.PublishedAt.ToString("MM", CultureInfo.InvariantCulture)),
                        new XElement("day", facts.PublishedAt.ToString("dd", CultureInfo.InvariantCulture))),
                    new XElement("date_list", Dates(record)))));
    }

    // JaLC has no state for what was withdrawn, so its title says so in both languages, and the address leads to the tombstone.
    private static IEnumerable<XElement> Titles(DoiRecord record)
    {
        var (title, gone) = (record.Facts.Title, record.Withdrawal is not null);
        yield return Title("en", gone ? $"[Withdrawn] {title.En}" : title.En);
        if (title.Ja != title.En)
            yield return Title("ja", gone ? $"［取り下げ］{title.Ja}" : title.Ja);
    }

    private static XElement Title(string language, string text) =>
        new("titles", new XAttribute("lang", language), new XElement("title", Text(text, MostTitle)));

    // The hub keeps a name whole; the family name is the part that JaLC requires.
    private static XElement Creator(PersonFacts person, int index) => new(
        "creator",
        new XAttribute("sequence", index + 1),
        new XAttribute("type", "person"),
        new XElement("names", new XAttribute("lang", "en"), new XElement("last_name", Text(person.Name, MostName))));

    private static IEnumerable<XElement> Dates(DoiRecord record)
    {
        yield return Date("Issued", record.Facts.PublishedAt);
        if (record.Withdrawal is { } withdrawal)
            yield return Date("Withdrawn", withdrawal.At);
    }

    private static XElement Date(string type, DateTime at) => new("date", new XAttribute("type", type), Ld.Day(at));

    private static string Text(string text, int most) => DataCiteXml.Clean(text.Length <= most ? text : text[..most]);
}
