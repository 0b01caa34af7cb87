using System.Globalization;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Sites.Pages;

/// <summary>Sites in the reader's language.</summary>
internal static class SiteWords
{
    public static Words Engine(string engine) => engine switch
    {
        "local" => new("このハブ", "This hub"),
        "slurm" => new("Slurm", "Slurm"),
        _ => Words.Same(engine),
    };

    public static Words Hardware(SitePartition partition) => new(
        $"{partition.Nodes} ノード × {partition.Cores} コア・{Gigabytes(partition)} GiB{(partition.Gpus > 0 ? $"・GPU {partition.GpuModel} {partition.Gpus} 基" : "")}",
        $"{partition.Nodes} nodes × {partition.Cores} cores, {Gigabytes(partition)} GiB{(partition.Gpus > 0 ? $", {partition.Gpus} GPUs {partition.GpuModel}" : "")}");

    private static string Gigabytes(SitePartition partition) => (partition.MemoryMiB / 1024d).ToString("#,0.#", CultureInfo.CurrentCulture);
}
