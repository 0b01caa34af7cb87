using System.Text.Json;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Recognises the hub's own data in how a program described what it read. Pure.</summary>
public static class HubDataset
{
    /// <summary>Where descriptions of sources have their address.</summary>
    private static readonly string[] Addresses = ["uri", "url", "path", "name"];

    /// <param name="host">The hub's own name and port.</param>
    /// <returns>A dataset or a model, with revision when one was named; null for anything else.</returns>
    public static NodeRef? Find(string? name, string? source, string host) =>
        Read(name, host) ?? Read(source, host) ?? Inside(source).Select(text => Read(text, host)).FirstOrDefault(node => node is not null);

    private static NodeRef? Read(string? text, string host)
    {
        if (NodeRef.TryParse(text, out var node))
            return Known(node);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || host.Length == 0
            || !address.Authority.Equals(host, StringComparison.OrdinalIgnoreCase))
            return null;
        var parts = address.AbsolutePath.Trim('/').Split('/');
        if (parts is ["api", "v1", ..])
            parts = parts[2..];
        return parts switch
        {
            ["datasets" or "models", var institution, var id, "revisions", var revision, ..] => Parse(parts[0], $"{institution}/{id}@{revision}"),
            ["datasets" or "models", var institution, var id, ..] => Parse(parts[0], $"{institution}/{id}{Revision(address)}"),
            _ => null,
        };
    }

    private static NodeRef? Parse(string plural, string id) => NodeRef.TryParse($"{plural[..^1]}:{id}", out var node) ? Known(node) : null;

    private static NodeRef? Known(NodeRef node) => node.Kind is RepositoryKinds.Dataset or RepositoryKinds.Model ? node : null;

    private static string Revision(Uri address)
    {
        const string Name = "revision=";
        var asked = address.Query.TrimStart('?').Split('&').FirstOrDefault(part => part.StartsWith(Name, StringComparison.Ordinal));
        return asked is { Length: > 9 } ? "@" + asked[Name.Length..] : "";
    }

    private static List<string?> Inside(string? source)
    {
        if (source?.TrimStart().StartsWith('{') != true)
            return [];
        try
        {
            var read = JsonSerializer.Deserialize<JsonElement>(source);
            return Addresses.Select(name => read.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null).ToList();
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
