using System.Collections.Concurrent;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Sites;

/// <summary>How a site was found when it was last asked, and how much is waiting there.</summary>
/// <param name="WaitingCoreMinutes">Cores times walltime of everything that waits.</param>
public sealed record SiteStatus(SiteCondition Condition, Words Reason, DateTime? AskedAt, int Waiting = 0, int Running = 0, double WaitingCoreMinutes = 0)
{
    public static readonly SiteStatus Unknown = new(SiteCondition.Unknown, default, null);

    /// <summary>How long the jobs that wait would keep the whole site busy, in minutes.</summary>
    public double QueueMinutes(Site site) => site.Partitions.Sum(partition => partition.Nodes * partition.Cores) is > 0 and var cores ? WaitingCoreMinutes / cores : 0;

    public SiteHealth ToHealth(Site site) => new()
    {
        Condition = Condition,
        Reason = Reason.ToString() ?? "",
        AskedAt = AskedAt,
        Waiting = Waiting,
        Running = Running,
        QueueMinutes = QueueMinutes(site),
    };
}

/// <summary>What the executors found, by site; observed anew after each start of the hub.</summary>
public sealed class SiteStatuses
{
    private readonly ConcurrentDictionary<string, SiteStatus> _found = new();

    public SiteStatus Of(string site) => _found.GetValueOrDefault(site, SiteStatus.Unknown);

    public void Report(string site, SiteStatus status) => _found[site] = status;
}
