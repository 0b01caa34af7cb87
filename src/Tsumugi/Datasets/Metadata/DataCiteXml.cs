using System.Xml;
using System.Xml.Linq;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>DataCite Metadata Schema 4 as XML.</summary>
public sealed class DataCiteXml : IMetadataForm
{
    /// <summary>DataCite's standard value for an identifier that is still to be assigned (appendix 3 of the schema).</summary>
    private const string ToBeAssigned = "(:tba)";

    private static readonly XNamespace Kernel = DataCite.SchemaVersion;
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    public string Name => "datacite-xml";

    public string Title => "DataCite 4 (XML)";

    public string MediaType => "application/vnd.datacite.datacite+xml";

    public string FileName => "datacite.xml";

    public bool Describes(string kind) => true;

    public string Write(RepositoryFacts facts) => new XDeclaration("1.0", "utf-8", null) + "\n" + new XElement(
        Kernel + "resource",
        new XAttribute(XNamespace.Xmlns + "xsi", Xsi),
        new XAttribute(Xsi + "schemaLocation", $"{DataCite.SchemaVersion} https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"),
        Element("identifier", facts.Doi ?? ToBeAssigned, ("identifierType", "DOI")),
        Group("creators", facts.Creators.Select(person => Group(
            "creator", [Element("creatorName", person.Name, ("nameType", "Personal")), Affiliation(facts.Publisher)]))),
        Group("titles", Titles(facts)),
        facts.Publisher.Ror is null
            ? Element("publisher", facts.Publisher.Name.En)
            : Element("publisher", facts.Publisher.Name.En, ("publisherIdentifier", facts.Publisher.Address), ("publisherIdentifierScheme", "ROR"), ("schemeURI", "https://ror.org/")),
        Element("publicationYear", $"{facts.PublishedAt.Year:0000}"),
        Element("resourceType", DataCite.ResourceType(facts), ("resourceTypeGeneral", DataCite.GeneralType(facts))),
        Group("subjects", facts.Keywords.Select(keyword => Element("subject", keyword))),
        Group("dates", [Element("date", Ld.Day(facts.CreatedAt), ("dateType", "Created")), Element("date", Ld.Day(facts.PublishedAt), ("dateType", "Issued"))]),
        facts.Languages.Count == 1 ? Element("language", facts.Languages[0]) : null,
        Group("alternateIdentifiers", [Element("alternateIdentifier", facts.Hash, ("alternateIdentifierType", "SHA-256 of the revision"))]),
        Group("relatedIdentifiers", DataCite.Related(facts).Select(related => Element(
            "relatedIdentifier", related.Identifier, ("relatedIdentifierType", related.Type), ("relationType", related.Relation)))),
        Group("sizes", [Element("size", $"{facts.Size} bytes"), Element("size", $"{facts.FileCount} files")]),
        Group("formats", facts.Files.Select(file => file.MediaType).Distinct(StringComparer.Ordinal).Select(type => Element("format", type))),
        Element("version", facts.Version),
        Group("rightsList", Rights(facts)),
        Group("descriptions", [Element("description", facts.Description, ("descriptionType", "Abstract"))]));

    private static IEnumerable<XElement> Titles(RepositoryFacts facts)
    {
        yield return new XElement(Kernel + "title", new XAttribute(XNamespace.Xml + "lang", "en"), Clean(facts.Title.En));
        if (facts.Title.Ja != facts.Title.En)
            yield return new XElement(Kernel + "title", new XAttribute(XNamespace.Xml + "lang", "ja"), new XAttribute("titleType", "TranslatedTitle"), Clean(facts.Title.Ja));
    }

    private static XElement Affiliation(InstitutionFacts institution) => institution.Ror is null
        ? Element("affiliation", institution.Name.En)
        : Element("affiliation", institution.Name.En, ("affiliationIdentifier", institution.Address), ("affiliationIdentifierScheme", "ROR"), ("schemeURI", "https://ror.org"));

    private static IEnumerable<XElement> Rights(RepositoryFacts facts)
    {
        foreach (var licence in facts.Conditions.Licences)
        {
            yield return Licences.Address(licence) is { } address
                ? Element("rights", licence, ("rightsURI", address), ("rightsIdentifier", licence), ("rightsIdentifierScheme", "SPDX"), ("schemeURI", "https://spdx.org/licenses/"))
                : Element("rights", licence);
        }

        foreach (var term in DuoPolicy.Terms(facts.Conditions))
            yield return Element("rights", term.Title.En, ("rightsURI", DuoPolicy.Address(term)), ("rightsIdentifier", term.Code), ("rightsIdentifierScheme", "DUO"), ("schemeURI", "http://purl.obolibrary.org/obo/duo.owl"));
    }

    private static XElement Element(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var made = new XElement(Kernel + name, Clean(text));
        foreach (var (attribute, value) in attributes)
            made.SetAttributeValue(attribute, Clean(value));
        return made;
    }

    /// <returns>Null when there is nothing in it: the schema allows no empty groups.</returns>
    private static XElement? Group(string name, IEnumerable<XElement?> inside)
    {
        var elements = inside.OfType<XElement>().ToList();
        return elements.Count == 0 ? null : new(Kernel + name, elements);
    }

    // XML has no way to write most control characters, and people paste them.
    internal static string Clean(string text)
    {
        var clean = new System.Text.StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value))
                clean.Append(rune);
        }

        return clean.ToString();
    }
}
