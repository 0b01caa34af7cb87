using System.Text.Json.Nodes;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Terms;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Metadata;

/// <summary>Conditions of use as terms of the Data Use Ontology.</summary>
internal static class DuoPolicy
{
    public const string Namespace = "http://purl.obolibrary.org/obo/DUO_";

    /// <summary>The permission first, then every modifier.</summary>
    public static IReadOnlyList<DuoTerm> Terms(DataUseConditions conditions) =>
        [DuoTerms.Of(conditions.Permission), .. conditions.AllModifiers.Select(DuoTerms.Of)];

    public static string Address(DuoTerm term) => Namespace + Digits(term);

    public static JsonObject Term(DuoTerm term) => Ld.Object(
        ("@type", "DefinedTerm"), ("@id", Address(term)), ("name", term.Title.En), ("termCode", term.Code), ("inDefinedTermSet", "http://purl.obolibrary.org/obo/duo.owl"));

    /// <summary>An ODRL offer, as Croissant 1.1 recommends it for permissions with modifiers and diseases.</summary>
    public static JsonObject Offer(DataUseConditions conditions)
    {
        var permission = DuoTerms.Of(conditions.Permission);
        var constraints = Ld.List(conditions.AllModifiers.Select(DuoTerms.Of), modifier => Ld.Object(
            ("@type", "odrl:Constraint"), ("name", modifier.Title.En), ("odrl:operator", Ld.Ref("odrl:eq")), ("odrl:rightOperand", Ld.Ref($"duo:{Digits(modifier)}"))));
        if (conditions.Permission == Permission.DiseaseSpecific)
        {
            foreach (var disease in conditions.Diseases)
            {
                constraints.Add(Ld.Object(
                    ("@type", "odrl:Constraint"), ("odrl:leftOperand", Ld.Ref("duo:0000010")), ("odrl:operator", Ld.Ref("odrl:eq")), ("odrl:rightOperand", Ld.Ref(Compact(disease)))));
            }
        }

        return Ld.Object(
            ("@type", new JsonArray("CreativeWork", "odrl:Offer")),
            ("name", "Data use conditions (DUO)"),
            ("odrl:permission", Ld.Object(
                ("@type", "odrl:Permission"),
                ("odrl:action", Ld.Object(("@id", $"duo:{Digits(permission)}"), ("name", permission.Title.En))),
                ("odrl:constraint", constraints))));
    }

    private static string Digits(DuoTerm term) => term.Code["DUO:".Length..];

    // MONDO:0008903 becomes mondo:0008903, whose beginning the context knows; other ontologies keep their own names.
    private static string Compact(string disease) =>
        disease.StartsWith("MONDO:", StringComparison.OrdinalIgnoreCase) ? "mondo:" + disease["MONDO:".Length..] : disease;
}
