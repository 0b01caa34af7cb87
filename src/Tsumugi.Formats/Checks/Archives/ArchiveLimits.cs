namespace Tsumugi.Formats.Checks.Archives;

/// <summary>How far an archive is followed.</summary>
public sealed record ArchiveLimits
{
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Unpacked bytes for each stored one; more, beyond <see cref="Allowance"/>, is a bomb.</summary>
    public long MaxRatio { get; init; } = 200;

    /// <summary>Unpacked bytes that are never a bomb.</summary>
    public long Allowance { get; init; } = 1L << 30;

    /// <summary>Archives within archives; a .tar.gz counts two.</summary>
    public int MaxDepth { get; init; } = 4;

    /// <summary>Entries of one archive.</summary>
    public int MaxEntries { get; init; } = 500_000;

    /// <summary>A zip in an archive is held in memory up to this many bytes, for a zip is read from its end.</summary>
    public int MaxInnerZip { get; init; } = 32 << 20;
}
