using Tsumugi.Client.Federation;
using Tsumugi.Federating.Secure;

namespace Tsumugi.Federating.Protocol;

/// <summary>What hub and sites must call alike.</summary>
public static class RoundNames
{
    /// <summary>The round's model, among the files of a task.</summary>
    public const string Model = "model.safetensors";

    /// <summary>The server's control variate, beside it.</summary>
    public const string Control = "control.safetensors";

    /// <summary>A masked round: its masks and sealed shares belong to it and to no other.</summary>
    public static string Masked(string training, int round) => $"{training} {round}";

    /// <summary>Keys as they travel, as the arithmetic of masks has them.</summary>
    public static IReadOnlyList<RoundKeysOf> Keys(IEnumerable<SiteKeys> sites) =>
        [.. sites.Select(keys => new RoundKeysOf(keys.Site, Convert.FromBase64String(keys.Sealing), Convert.FromBase64String(keys.Masking)))];
}
