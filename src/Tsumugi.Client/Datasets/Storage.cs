namespace Tsumugi.Client.Datasets;

/// <summary>The store beneath all files, as operators see it.</summary>
public sealed record StorageView
{
    public required int Contents { get; init; }

    /// <summary>Bytes of all contents, each counted once.</summary>
    public required long ContentBytes { get; init; }

    public required int Xorbs { get; init; }

    /// <summary>Bytes in the object store.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Xorbs that were read again and hashed within the time they are trusted for.</summary>
    public required int Checked { get; init; }

    /// <summary>When the one that waits longest was last read; null when one never was.</summary>
    public DateTime? CheckedSince { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<CollectRoundView> Rounds { get; init; }

    public required IReadOnlyList<DamageView> Damages { get; init; }
}

/// <param name="Actor">Who asked for it; <c>hub:self</c> when its time had come.</param>
/// <param name="Postponed">Uploads under way took too long; the rest waits for the next round.</param>
public sealed record CollectRoundView(DateTime StartedAt, DateTime EndedAt, string Actor, int Contents, int Xorbs, long Bytes, int Strays, bool Postponed);

/// <param name="Chunks">How many of its chunks are broken or missing.</param>
/// <param name="Of">How many it has.</param>
/// <param name="Files">The files that are touched by it.</param>
public sealed record DamageView(string Xorb, DateTime FoundAt, int Chunks, int Of, IReadOnlyList<DamagedFile> Files);

/// <param name="Node">The revision or run that has the file.</param>
public sealed record DamagedFile(string Node, string Path, string Sha256);

/// <summary>What an institution has in repositories and runs, each content counted once.</summary>
/// <param name="LimitBytes">Null when there is no limit.</param>
public sealed record QuotaView(long UsedBytes, long? LimitBytes);

public sealed record QuotaRequest(long? LimitBytes);
