namespace Tsumugi.Client.Compute;

/// <summary>What a job asks of one node of a site; null for whatever the site gives by itself.</summary>
public sealed record JobResources
{
    public int? Cores { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int? MemoryMiB { get; init; }

    public int? Gpus { get; init; }

    /// <summary>Model of the GPUs as sites name it, for example <c>a100</c>; null for any.</summary>
    public string? GpuModel { get; init; }

    /// <summary>Walltime: the site ends a job that takes longer.</summary>
    public int? Minutes { get; init; }

    /// <summary>Partition of the site; null for any that fits.</summary>
    public string? Partition { get; init; }
}
