using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.Dois.Agencies;

/// <summary>DataCite by its REST interface: <c>PUT /dois/DOI</c>, which makes the DOI or changes it, in JSON:API.</summary>
/// <remarks>States and events: https://support.datacite.org/docs/doi-states. PUT makes what is not there yet (lupo, DataCite's own server, datacite_dois_controller).</remarks>
internal sealed class DataCiteAgency(AgencyHttp http, DoiOptions options) : IDoiAgency
{
    public const string Key = "datacite";

    private static readonly Uri Usual = new("https://api.datacite.org/");

    public string Name => Key;

    public string Write(DoiRecord record)
    {
        var attributes = record.State == DoiState.Draft ? [] : DataCite.Attributes(record.Facts);
        // DataCite's interface reads alternate identifiers under this name, and ignores the other one when both are there.
        attributes.Remove("identifiers");
        attributes["doi"] = record.Doi;
        attributes["url"] = record.Landing.AbsoluteUri;
        // Without an event a new DOI is a draft; an event that a DOI is past already changes nothing.
        if (record.State != DoiState.Draft)
            attributes["event"] = record.State == DoiState.Findable ? "publish" : "hide";
        if (record.Withdrawal is { } withdrawal)
        {
            attributes["dates"]!.AsArray().Add(Ld.Object(
                ("date", Ld.Day(withdrawal.At)), ("dateType", "Withdrawn"), ("dateInformation", withdrawal.Reason.Length > 0 ? withdrawal.Reason : null)));
        }

        return Ld.Text(Ld.Object(("data", Ld.Object(("id", record.Doi), ("type", "dois"), ("attributes", attributes)))));
    }

    public Task<AgencyAnswer> SendAsync(string doi, string text, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, new Uri(options.Endpoint ?? Usual, $"dois/{doi}"))
        {
            Content = new StringContent(text, Encoding.UTF8, "application/vnd.api+json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", options.Basic);
        return http.SendAsync(request, options, Judge, stop);
    }

    private static AgencyAnswer Judge(HttpResponseMessage response, string text) =>
        response.IsSuccessStatusCode ? new(Verdict.Accepted) : new(Verdict.Refused, $"HTTP {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)} {Faults(text)}");

    /// <summary>JSON:API: <c>{"errors":[{"source":"creators","title":"can't be blank"}]}</c>.</summary>
    private static string Faults(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject said && said["errors"] is JsonArray errors
                ? string.Join("; ", errors.OfType<JsonObject>().Select(error => $"{error["source"]} {error["title"]}".Trim()))
                : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
