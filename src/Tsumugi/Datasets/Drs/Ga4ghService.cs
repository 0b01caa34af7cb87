using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Ui;

namespace Tsumugi.Datasets.Drs;

/// <summary>A service of this hub by a standard of GA4GH: what service-info 1.0 asks of every one; each adds fields of its own.</summary>
/// <param name="Artifact">The standard's short name, for example <c>drs</c>.</param>
/// <param name="Version">Of the standard.</param>
/// <param name="Path">Where it stands, without a slash at its end.</param>
public sealed record Ga4ghService(string Artifact, string Version, string Path, string Description)
{
    public const string Group = "org.ga4gh";

    /// <summary>What its identifier begins with: the standard's name, unless the hub has two of one.</summary>
    public string Id { get; init; } = Artifact;

    public string IdAt(HttpContext http) => $"{Id}.{http.Request.Host.Host}";

    public Dictionary<string, object> Info(HttpContext http) => new()
    {
        ["id"] = IdAt(http),
        ["name"] = "Tsumugi",
        ["type"] = new { group = Group, artifact = Artifact, version = Version },
        ["description"] = Description,
        ["organization"] = new { name = "Tsumugi", url = WireTarget.Endpoint(http) },
        ["version"] = HubVersion.Text,
    };
}
