using System.Collections.Concurrent;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub;

namespace Tsumugi.Compute.Slurm;

/// <summary>One client for each site, made anew when its address or credential changes.</summary>
internal sealed class SlurmConnections(SiteSecrets secrets, HubOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, Connection> _known = new();

    /// <exception cref="SlurmException">When the site has no credential that this hub can read.</exception>
    public SlurmClient To(Site site)
    {
        if (site.Slurm is not { } access || secrets.Reveal(site) is not { } secret)
            throw new SlurmException(SlurmTrouble.NotReached, "The hub has no credential for this site.");
        return _known.AddOrUpdate(
            site.Id,
            _ => new(access, secret, options.Slurm.Patience),
            (_, known) => known.Is(access, secret) ? known : new(access, secret, options.Slurm.Patience)).Client;
    }

    public void Dispose()
    {
        foreach (var connection in _known.Values)
            connection.Client.Dispose();
    }

    // A client that was replaced may still be asking; it is left to the collector.
    private sealed class Connection(SlurmAccess access, string secret, TimeSpan patience)
    {
        public SlurmClient Client { get; } = new(access, secret, patience);

        public bool Is(SlurmAccess otherAccess, string otherSecret) => access == otherAccess && secret == otherSecret;
    }
}
