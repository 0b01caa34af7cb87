using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>Partitions and nodes as Slurm itself describes them.</summary>
internal static class ReadHardware
{
    /// <exception cref="SlurmException">When Slurm does not answer.</exception>
    public static async Task RunAsync(HubDb db, SlurmClient client, string siteId, CancellationToken stop)
    {
        var found = Grouped(await client.PartitionsAsync(stop), await client.NodesAsync(stop));
        var site = await db.Set<Site>().FirstAsync(row => row.Id == siteId, stop);
        site.Partitions = found;
        await db.SaveChangesAsync(stop);
    }

    /// <summary>Nodes of one kind in a partition are one line.</summary>
    public static List<SitePartition> Grouped(IReadOnlyList<SlurmPartition> partitions, IReadOnlyList<SlurmNode> nodes) =>
    [
        .. from partition in partitions
           from node in nodes
           where partition.Name is not null && node.Partitions?.Contains(partition.Name) == true
           let gpus = GpusOf(node.Gres)
           group node by (partition.Name, node.Cpus, node.Memory, gpus.Model, gpus.Count, partition.MostMinutes.Value, Weights: string.IsNullOrEmpty(partition.BillingWeights) ? null : partition.BillingWeights) into kind
           orderby kind.Key
           select new SitePartition(kind.Key.Name, kind.Count(), kind.Key.Cpus, (int)kind.Key.Memory, kind.Key.Model, kind.Key.Count, (int?)kind.Key.Value, kind.Key.Weights),
    ];

    /// <param name="gres"><c>gpu:a100:4(S:0-1),nvme:1</c>, <c>gpu:2</c> or empty.</param>
    public static (string? Model, int Count) GpusOf(string? gres)
    {
        foreach (var resource in (gres ?? "").Split(','))
        {
            var parts = resource.Split('(')[0].Split(':');
            if (parts[0] == "gpu" && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return (parts.Length == 3 ? parts[1] : null, count);
        }

        return (null, 0);
    }
}
