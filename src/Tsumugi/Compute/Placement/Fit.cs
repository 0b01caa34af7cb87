using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Placement;

/// <summary>How a job would run at one site: in which partition, for how much, after how long.</summary>
/// <param name="Resting">Down or under maintenance: it would have to wait there.</param>
/// <param name="Price">Programme credits per hour.</param>
/// <param name="QueueMinutes">Rough: the work that waits over the site's cores.</param>
internal sealed record Fit(Site Site, SitePartition Partition, JobResources Resources, bool Resting, decimal Price, double QueueMinutes)
{
    /// <summary>What a job gets that names no number, except on the hub's own machine, which it gets whole.</summary>
    private const int CoresByDefault = 4;

    /// <summary>Where time costs credits, a job that names none gets this much: its worst case must be known.</summary>
    private const int MinutesByDefault = 60;

    public static readonly IComparer<Fit> ByPreference = Comparer<Fit>.Create((left, right) => left.Key.CompareTo(right.Key));

    private (bool, decimal, double, int, int, bool, string) Key =>
        (Resting, Price, Math.Round(QueueMinutes), Partition.Gpus, Partition.Cores, Site.Id != Site.Embedded, Site.Id);

    /// <returns>The cheapest way to run it there, or what is in its way.</returns>
    public static (Fit? Value, Words? Obstacle) Find(Candidate candidate, JobResources asks, DateTime now)
    {
        var (site, status) = (candidate.Site, candidate.Status);
        if (site.Partitions.Count == 0)
            return (null, new("資源の構成がまだ分かりません。", "it has not told what it has yet."));
        var resting = status.Condition == SiteCondition.Down || site.MaintenanceAt(now) is not null;
        Words? obstacle = null;
        Fit? best = null;
        foreach (var partition in site.Partitions)
        {
            var resources = Filled(site, partition, asks);
            if (Missing(site.Policies, partition, resources) is { } missing)
            {
                obstacle ??= missing;
                continue;
            }

            var price = PriceOf(site.Prices, partition, resources);
            if (price > 0)
                resources = resources with { Minutes = resources.Minutes ?? Math.Min(MinutesByDefault, Math.Min(partition.MostMinutes ?? int.MaxValue, site.Policies.MostMinutes ?? int.MaxValue)) };
            var fit = new Fit(site, partition, resources, resting, price, status.QueueMinutes(site));
            if (best is null || ByPreference.Compare(fit, best) < 0)
                best = fit;
        }

        return best is null ? (null, obstacle) : (best, null);
    }

    /// <summary>What decided for this one.</summary>
    public Words DecidedOver(Fit other)
    {
        if (Resting != other.Resting)
            return new($"{other.Site.NameJa} は停止中か保守中のため。", $"{other.Site.NameEn} is down or under maintenance.");
        if (Price != other.Price)
            return new($"単価が最も低いため（1 時間 {Price:0.##} クレジット、次は {other.Site.NameJa} の {other.Price:0.##}）。", $"It costs least ({Price:0.##} credits an hour; next {other.Site.NameEn}, {other.Price:0.##}).");
        if (Math.Round(QueueMinutes) != Math.Round(other.QueueMinutes))
            return new($"待ち時間の見込みが最も短いため（約 {QueueMinutes:0} 分、次は {other.Site.NameJa} の約 {other.QueueMinutes:0} 分）。", $"Its queue is shortest (about {QueueMinutes:0} min; next {other.Site.NameEn}, about {other.QueueMinutes:0}).");
        return new("料金も待ち時間も同じ中で、必要に最も近い構成のため。", "At the same price and queue its hardware is closest to what is needed.");
    }

    private static JobResources Filled(Site site, SitePartition partition, JobResources asks)
    {
        if (site.Id == Site.Embedded)
            return asks with { Cores = asks.Cores ?? partition.Cores, Gpus = asks.Gpus ?? 0 };
        var cores = asks.Cores ?? Math.Min(CoresByDefault, partition.Cores);
        return asks with
        {
            Partition = asks.Partition ?? partition.Name,
            Cores = cores,
            MemoryMiB = asks.MemoryMiB ?? (int)((long)partition.MemoryMiB * cores / Math.Max(1, partition.Cores)),
            Gpus = asks.Gpus ?? 0,
        };
    }

    private static Words? Missing(SitePolicies policies, SitePartition partition, JobResources asks) =>
        asks.Partition is { } named && named != partition.Name ? new($"パーティション {named} がありません。", $"it has no partition {named}.")
        : Over(asks.Cores, partition.Cores, policies.MostCores) is { } cores ? new($"コア数は {cores} までです。", $"it gives at most {cores} cores.")
        : Over(asks.MemoryMiB, partition.MemoryMiB, policies.MostMemoryMiB) is { } memory ? new($"メモリは {memory} MiB までです。", $"it gives at most {memory} MiB of memory.")
        : asks.Gpus > 0 && asks.GpuModel is { } model && model != partition.GpuModel ? new($"GPU {model} がありません。", $"it has no GPU {model}.")
        : Over(asks.Gpus, partition.Gpus, policies.MostGpus) is { } gpus ? new($"GPU は {gpus} 基までです。", $"it gives at most {gpus} GPUs.")
        : Over(asks.Minutes, partition.MostMinutes ?? int.MaxValue, policies.MostMinutes) is { } minutes ? new($"実行時間は {minutes} 分までです。", $"it runs a job for at most {minutes} minutes.")
        : null;

    /// <returns>The limit that is exceeded, or null.</returns>
    private static int? Over(int? asked, int has, int? allowed) => Math.Min(has, allowed ?? int.MaxValue) is var most && asked > most ? most : null;

    private static decimal PriceOf(SitePrices prices, SitePartition partition, JobResources resources) => PriceOf(prices, resources.Cores ?? 0, resources.Gpus ?? 0, partition.GpuModel);

    /// <returns>Programme credits of one hour.</returns>
    public static decimal PriceOf(SitePrices prices, int cores, int gpus, string? gpuModel) =>
        (prices.CoreHour * cores) + (gpus * (gpuModel is not null && prices.GpuModels.TryGetValue(gpuModel, out var price) ? price : prices.GpuHour));
}
