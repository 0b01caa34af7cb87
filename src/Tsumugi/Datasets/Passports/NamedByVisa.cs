using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Dois;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Passports;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Passports;

/// <summary>Which dataset or model of this hub a visa's value means.</summary>
public static class NamedByVisa
{
    private const string Resolver = "https://doi.org/";

    /// <returns>Null when it means nothing here, or nothing that this issuer may speak of.</returns>
    public static async Task<NodeRef?> FindAsync(HubDb db, TrustedIssuer issuer, string value, Uri hub, CancellationToken stop)
    {
        if (issuer.Names.TryGetValue(value, out var named))
            return await CalledAsync(db, NodeRef.Parse(named), stop);
        var found = value.StartsWith(Resolver, StringComparison.OrdinalIgnoreCase) ? await OfDoiAsync(db, value[Resolver.Length..], stop) : await OfAddressAsync(db, value, hub, stop);
        return found is { } node && issuer.Institutions.Contains(node.Id.Split('/')[0]) ? node : null;
    }

    private static async Task<NodeRef?> OfDoiAsync(HubDb db, string doi, CancellationToken stop) =>
        (await FindDoi.RunAsync(db, doi, stop))?.Doi is { } found ? NodeRef.Of(found.Kind, $"{found.InstitutionId}/{found.Name}") : null;

    private static async Task<NodeRef?> OfAddressAsync(HubDb db, string value, Uri hub, CancellationToken stop)
    {
        if (!value.StartsWith(hub.ToString(), StringComparison.Ordinal))
            return null;
        return value[hub.ToString().Length..].Split('/') is [var kinds, { Length: > 0 } institution, { Length: > 0 } name] && kinds is ("datasets" or "models")
            && NodeRef.TryParse($"{kinds[..^1]}:{institution}/{name}", out var node)
            ? await CalledAsync(db, node, stop)
            : null;
    }

    /// <summary>A repository by the name that it has or had.</summary>
    private static async Task<NodeRef?> CalledAsync(HubDb db, NodeRef node, CancellationToken stop)
    {
        var (institution, slug) = node.Id.Split('/') is [var owner, var rest] ? (owner, rest) : ("", "");
        return await db.Set<RepositoryName>().Where(row => row.Kind == node.Kind && row.InstitutionId == institution && row.Slug == slug).Select(row => row.Name).FirstOrDefaultAsync(stop)
            is { } name ? NodeRef.Of(node.Kind, $"{institution}/{name}") : null;
    }
}
