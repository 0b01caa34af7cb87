using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Placement;

/// <summary>What no site could give: numbers without sense.</summary>
internal static class CheckResources
{
    public static IEnumerable<(string Field, Words Fault)> Of(JobResources? resources)
    {
        if (resources is null)
            yield break;
        foreach (var (field, value) in ((string, int?)[])[("cores", resources.Cores), ("memoryMiB", resources.MemoryMiB), ("minutes", resources.Minutes)])
        {
            if (value < 1)
                yield return ($"resources.{field}", new("1 以上にしてください。", "It must be at least 1."));
        }

        if (resources.Gpus < 0)
            yield return ("resources.gpus", new("0 以上にしてください。", "It must not be negative."));
        foreach (var (field, text) in ((string, string?)[])[("gpuModel", resources.GpuModel), ("partition", resources.Partition)])
        {
            if (text is not null && (text.Length is 0 or > 64 || text.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.'))))
                yield return ($"resources.{field}", new("英数字・ハイフン・ピリオド・下線で書いてください。", "Use letters, digits, hyphens, full stops and underscores."));
        }
    }
}
