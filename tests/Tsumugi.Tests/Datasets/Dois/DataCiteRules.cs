using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tsumugi.Tests.Datasets.Dois;

/// <summary>What DataCite asks of <c>PUT /dois/DOI</c>: the mandatory properties of its schema 4 and its controlled lists, and how states change.</summary>
/// <remarks>https://support.datacite.org/docs/api-create-dois, https://datacite-metadata-schema.readthedocs.io/en/4.6/.</remarks>
internal static partial class DataCiteRules
{
    private static readonly string[] General = ["Dataset", "Model", "Software", "Collection", "Other"];
    private static readonly string[] Relations = ["IsDerivedFrom", "IsVersionOf", "HasVersion"];
    private static readonly string[] Dates = ["Created", "Issued", "Withdrawn", "Updated"];

    public static async Task<IResult> TakeAsync(AgencyServer server, HttpContext http, string doi)
    {
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AgencyServer.User}:{AgencyServer.Password}"));
        if (http.Request.Headers.Authorization != basic)
            return Fault(401, "", $"Bad credentials: {http.Request.Headers.Authorization}");
        if (http.Request.ContentType?.StartsWith("application/vnd.api+json", StringComparison.Ordinal) != true)
            return Fault(415, "", "JSON:API only");
        if (!doi.StartsWith(AgencyServer.Prefix + "/", StringComparison.Ordinal))
            return Fault(403, "doi", "prefix belongs to another repository");
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        server.Bodies.Enqueue(body);
        var data = JsonNode.Parse(body)!["data"]!;
        var attributes = data["attributes"]!;
        if ((string?)data["type"] != "dois" || (string?)data["id"] != doi || (string?)attributes["doi"] != doi)
            return Fault(422, "doi", "does not match the address");
        var state = Next(server.Known.GetValueOrDefault(doi)?.State ?? "draft", (string?)attributes["event"]);
        if (state is not "draft" && Faults(attributes) is { Count: > 0 } faults)
            return TypedResults.Json(new JsonObject { ["errors"] = faults }, statusCode: 422);
        server.Known[doi] = new(state, (string?)attributes["url"] ?? "", (string?)attributes["titles"]?[0]?["title"] ?? "", body);
        return TypedResults.Json(new { data = new { id = doi, attributes = new { state } } });
    }

    private static string Next(string state, string? asked) => (state, asked) switch
    {
        (_, "publish") => "findable",
        ("draft", "register") => "registered",
        ("findable", "hide") => "registered",
        _ => state,
    };

    private static JsonArray Faults(JsonNode attributes)
    {
        var faults = new JsonArray();
        Need("url", Uri.TryCreate((string?)attributes["url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https");
        Need("creators", Every("creators", creator => Has(creator, "name")));
        Need("titles", Every("titles", title => Has(title, "title")));
        Need("publisher", Has(attributes["publisher"], "name"));
        Need("publicationYear", Year().IsMatch(attributes["publicationYear"]?.ToString() ?? ""));
        Need("types", General.Contains((string?)attributes["types"]?["resourceTypeGeneral"]));
        Need("schemaVersion", (string?)attributes["schemaVersion"] == "http://datacite.org/schema/kernel-4");
        Need("relatedIdentifiers", All("relatedIdentifiers", one => Has(one, "relatedIdentifier") && Has(one, "relatedIdentifierType") && Relations.Contains((string?)one["relationType"])));
        Need("dates", Every("dates", date => Has(date, "date") && Dates.Contains((string?)date["dateType"])));
        Need("descriptions", All("descriptions", one => Has(one, "description") && (string?)one["descriptionType"] == "Abstract"));
        return faults;

        void Need(string source, bool holds)
        {
            if (!holds)
                faults.Add(new JsonObject { ["source"] = source, ["title"] = "can't be blank or is not of the controlled list" });
        }

        bool Every(string name, Func<JsonNode, bool> good) => attributes[name] is JsonArray { Count: > 0 } && All(name, good);
        bool All(string name, Func<JsonNode, bool> good) => attributes[name] is null || attributes[name]!.AsArray().All(one => good(one!));
    }

    private static bool Has(JsonNode? node, string name) => !string.IsNullOrWhiteSpace((string?)node?[name]);

    private static JsonHttpResult<JsonObject> Fault(int status, string source, string title) => TypedResults.Json(
        new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["source"] = source, ["title"] = title }) }, statusCode: status);

    [GeneratedRegex("^[0-9]{4}$")]
    private static partial Regex Year();
}
