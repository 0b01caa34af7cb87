using System.Text.Json.Nodes;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Equipment;

/// <summary>An instrument in the metadata schema of RDA's working group on persistent identification of instruments (PIDINST, version 1.0).</summary>
public static class Pidinst
{
    /// <param name="page">The address of the instrument's page, which is the hub's own identifier of it.</param>
    public static JsonObject Write(Instrument row, Institution owner, Uri page) => Ld.Object(
        ("Identifier", row.Identifier is { } given
            ? Ld.Object(("identifierValue", given), ("identifierType", InstrumentEntry.DoiForm().IsMatch(given) ? "DOI" : "Handle"))
            : Ld.Object(("identifierValue", page.ToString()), ("identifierType", "URL"))),
        ("SchemaVersion", "1.0"),
        ("LandingPage", page.ToString()),
        ("Name", row.NameEn),
        ("Owner", new JsonArray(Ld.Object(
            ("ownerName", owner.NameEn),
            ("ownerIdentifier", owner.Ror is { } ror ? Ld.Object(("ownerIdentifierValue", $"https://ror.org/{ror}"), ("ownerIdentifierType", "ROR")) : null)))),
        ("Manufacturer", new JsonArray(Ld.Object(("manufacturerName", row.Manufacturer)))),
        ("Model", Ld.Object(("modelName", row.Model))),
        ("Description", row.Description.Length > 0 ? row.Description : null),
        ("InstrumentType", Ld.List(row.Techniques, technique => Ld.Object(("instrumentTypeName", Technique.NameOf(technique).En)))),
        ("Date", Ld.List(Dates(row), date => Ld.Object(("dateValue", Ld.Day(date.At)), ("dateType", date.Type)))),
        ("AlternateIdentifier", Ld.List(Alternates(row, page), one => Ld.Object(("alternateIdentifierValue", one.Value), ("alternateIdentifierType", one.Type)))));

    // The hub knows when an instrument came to it, not when it was put into service.
    private static IEnumerable<(DateTime At, string Type)> Dates(Instrument row) => row.RetiredAt is { } retired ? [(retired, "DeCommissioned")] : [];

    private static IEnumerable<(string Value, string Type)> Alternates(Instrument row, Uri page)
    {
        if (row.Serial is { } serial)
            yield return (serial, "SerialNumber");
        if (row.Identifier is not null)
            yield return (page.ToString(), "Other");
    }
}
