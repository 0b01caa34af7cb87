using System.Globalization;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Placement;
using Tsumugi.Compute.Sites;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>What runs took of a quality of service, as accounting says.</summary>
internal readonly record struct Taken(double CoreSeconds, double GpuSeconds);

/// <summary>Credits as the limits of a quality of service, in minutes of Slurm's units. Pure.</summary>
/// <remarks>
/// Such a limit counts from the beginning and never decays, so it is what was taken and what is left. Where both cores and GPUs
/// have a price, the sum is bound by Slurm's "billing", if the partitions weigh as the prices do; else each is bound for itself.
/// </remarks>
internal static class Limits
{
    public const string Cores = "cpu";
    public const string Gpus = "gres/gpu";
    public const string Billing = "billing";

    public static readonly IReadOnlyList<string> Flags = ["DenyOnLimit", "NoDecay"];

    /// <param name="left">Micro-credits that are not used up.</param>
    /// <returns>For example <c>cpu=600</c>; none where nothing costs anything.</returns>
    public static IReadOnlyList<string> Of(Site site, Taken taken, long left)
    {
        var (core, gpu) = (site.Prices.CoreHour, GpuPrice(site));
        var credits = MicroCredits.ToCredits(left);
        if (core > 0 && gpu > 0 && PerCredit(site) is { } perCredit)
            return [Limit(Billing, (taken.CoreSeconds * (double)core + taken.GpuSeconds * (double)gpu) * perCredit, (double)credits * perCredit)];
        var limits = new List<string>();
        if (core > 0)
            limits.Add(Limit(Cores, taken.CoreSeconds, (double)(credits / core)));
        if (gpu > 0)
            limits.Add(Limit(Gpus, taken.GpuSeconds, (double)(credits / gpu)));
        return limits;
    }

    /// <summary>Whether cores and GPUs are bound each for itself, so that both together may take more than there is.</summary>
    public static bool AreApart(Site site) => site.Prices.CoreHour > 0 && GpuPrice(site) > 0 && PerCredit(site) is null;

    /// <returns>Slurm's billing of one credit an hour; null when a partition weighs otherwise than the prices.</returns>
    private static double? PerCredit(Site site)
    {
        double? common = null;
        foreach (var partition in site.Partitions)
        {
            var weights = Weights(partition.BillingWeights);
            var core = weights.GetValueOrDefault(Cores) / (double)site.Prices.CoreHour;
            var gpu = partition.Gpus == 0 ? core : weights.GetValueOrDefault($"{Gpus}:{partition.GpuModel}", weights.GetValueOrDefault(Gpus)) / (double)Fit.PriceOf(site.Prices, 0, 1, partition.GpuModel);
            if (core <= 0 || !IsSame(core, gpu) || !IsSame(core, common ?? core) || weights.Keys.Any(name => name != Cores && !name.StartsWith(Gpus, StringComparison.Ordinal)))
                return null;
            common = core;
        }

        // Models of one price only: what was taken is not kept by model.
        return site.Partitions.Where(partition => partition.Gpus > 0).Select(partition => Fit.PriceOf(site.Prices, 0, 1, partition.GpuModel)).Distinct().Count() <= 1 ? common : null;
    }

    /// <summary>The cheapest: whoever takes that one gets most of it.</summary>
    private static decimal GpuPrice(Site site) =>
        site.Partitions.Where(partition => partition.Gpus > 0).Select(partition => Fit.PriceOf(site.Prices, 0, 1, partition.GpuModel)).Where(price => price > 0).DefaultIfEmpty().Min();

    private static Dictionary<string, double> Weights(string? text) => text is null ? new() { [Cores] = 1 }
        : text.Split(',').Select(part => part.Split('=')).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => double.TryParse(pair[1], CultureInfo.InvariantCulture, out var weight) ? weight : 0);

    private static bool IsSame(double one, double other) => Math.Abs(one - other) <= 1e-6 * Math.Abs(one);

    // A part of a minute more would be overspent; what rounding alone took off must not be lost.
    private static string Limit(string resource, double takenSeconds, double leftHours) =>
        string.Create(CultureInfo.InvariantCulture, $"{resource}={(long)Math.Floor((takenSeconds / 60) + (leftHours * 60) + 1e-3)}");
}
