using System.Globalization;
using System.Text.Json.Nodes;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>Metadata of research data from public funds, as GakuNin RDM keeps them: its fields of the project and of one dataset.</summary>
/// <remarks>
/// The items are those that Japan's Cabinet Office has in common for publicly funded data (公的資金による研究データの管理・利活用に関する基本的な考え方, 2021).
/// What the hub does not know (funder, grant number, field of research, the manager's address) is left out, to be filled in there.
/// </remarks>
public sealed class GakuNinRdm : IMetadataForm
{
    public string Name => "gakunin-rdm";

    public string Title => "GakuNin RDM (JSON)";

    public string MediaType => "application/json";

    public string FileName => "gakunin-rdm.json";

    public bool Describes(string kind) => kind == Repositories.RepositoryKinds.Dataset;

    public string Write(RepositoryFacts facts) => Ld.Text(Ld.Object(
        ("schema", "公的資金による研究データのメタデータ登録"),
        ("project", Fields(
            ("program-name-ja", facts.Programme?.Ja), ("program-name-en", facts.Programme?.En), ("project-name-ja", facts.Project?.Title.Ja), ("project-name-en", facts.Project?.Title.En))),
        ("grdm-files", new JsonArray(Ld.Object(("path", facts.Id), ("metadata", Dataset(facts)))))));

    private static JsonObject Dataset(RepositoryFacts facts)
    {
        var described = CatalogueText.Letters([facts.Description]).Any() ? "grdm-file:data-description-ja" : "grdm-file:data-description-en";
        return Fields(
            ("grdm-file:file-type", "dataset"),
            ("grdm-file:doi", facts.Doi),
            ("grdm-file:title-ja", facts.Title.Ja),
            ("grdm-file:title-en", facts.Title.En),
            ("grdm-file:date-issued-updated", Ld.Day(facts.PublishedAt)),
            (described, facts.Description),
            ("grdm-file:data-type", "dataset"),
            ("grdm-file:file-size", string.Create(CultureInfo.InvariantCulture, $"{facts.Size} B")),
            ("grdm-file:data-policy-license", facts.Conditions.Licences is ["CC0-1.0"] ? "CC0" : "OTHER"),
            ("grdm-file:data-policy-cite-ja", Policy(facts, term => term.Title.Ja, "、")),
            ("grdm-file:data-policy-cite-en", Policy(facts, term => term.Title.En, "; ")),

            // Whoever wants the files signs in first, whatever the hub then asks.
            ("grdm-file:access-rights", "restricted access"),
            ("grdm-file:repo-information-ja", "紡 Tsumugi"),
            ("grdm-file:repo-information-en", "Tsumugi"),
            ("grdm-file:version", facts.Version),
            ("grdm-file:repo-url-doi-link", facts.CiteAddress),
            ("grdm-file:hosting-inst-ja", facts.Publisher.Name.Ja),
            ("grdm-file:hosting-inst-en", facts.Publisher.Name.En),
            ("grdm-file:hosting-inst-id", facts.Publisher.Ror is null ? null : facts.Publisher.Address),
            ("grdm-file:data-man-type", "organization"),
            ("grdm-file:data-man-org-ja", facts.Publisher.Name.Ja),
            ("grdm-file:data-man-org-en", facts.Publisher.Name.En),
            ("grdm-file:creators", Ld.List(facts.Creators, Creator)));
    }

    private static string Policy(RepositoryFacts facts, Func<Ethics.Terms.DuoTerm, string> title, string between) =>
        string.Join(between, [.. facts.Conditions.Licences, .. DuoPolicy.Terms(facts.Conditions).Select(term => $"{term.Code} {title(term)}")]);

    private static JsonObject Creator(PersonFacts person)
    {
        var (japanese, parts) = (CatalogueText.Letters([person.Name]).Any(), person.Name.Split((char[])[' ', '　'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var (last, first) = parts is [var one, var other] ? japanese ? (one, other) : (other, one) : (person.Name, "");
        return Ld.Object(("number", person.Erad), (japanese ? "name-ja" : "name-en", Ld.Object(("last", last), ("middle", ""), ("first", first))));
    }

    /// <summary>Each value stands in an object of its own.</summary>
    private static JsonObject Fields(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var made = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null and not JsonArray { Count: 0 })
                made[name] = Ld.Object(("value", value));
        }

        return made;
    }
}
