using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Ui;

namespace Tsumugi.Datasets.Drs;

/// <summary>What GA4GH's service-info 1.0 asks of every service: each adds fields of its own.</summary>
public static class Ga4ghService
{
    /// <param name="artifact">The standard's short name, for example <c>drs</c>.</param>
    /// <param name="version">Of the standard.</param>
    public static Dictionary<string, object> Info(HttpContext http, string artifact, string version, string description) => new()
    {
        ["id"] = $"{artifact}.{http.Request.Host.Host}",
        ["name"] = "Tsumugi",
        ["type"] = new { group = "org.ga4gh", artifact, version },
        ["description"] = description,
        ["organization"] = new { name = "Tsumugi", url = WireTarget.Endpoint(http) },
        ["version"] = HubVersion.Text,
    };
}
