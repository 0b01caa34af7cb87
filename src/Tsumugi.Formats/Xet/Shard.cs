namespace Tsumugi.Formats.Xet;

/// <summary>Chunks <c>[Start, End)</c> of one xorb, as a part of a file.</summary>
/// <param name="Length">Bytes, unpacked.</param>
/// <param name="Proof">Hash over the hashes of these chunks; null where a shard brings none.</param>
public sealed record ShardTerm(XetHash Xorb, int Start, int End, uint Length, XetHash? Proof);

/// <summary>How a file is made from chunks.</summary>
/// <param name="Sha256">32 bytes, or null where the sender did not say.</param>
public sealed record ShardFile(XetHash Hash, IReadOnlyList<ShardTerm> Terms, byte[]? Sha256);

/// <param name="Offset">Of the chunk's bytes among all unpacked bytes of the xorb.</param>
public readonly record struct ShardChunk(XetHash Hash, uint Offset, uint Length);

/// <param name="PackedLength">Bytes of the xorb as it lies in the store.</param>
public sealed record ShardXorb(XetHash Hash, IReadOnlyList<ShardChunk> Chunks, uint PackedLength);

/// <summary>What a client tells of files and xorbs, and a store of chunks it knows. Source: xet-core, the MDB shard format, version 2.</summary>
public sealed record Shard(IReadOnlyList<ShardFile> Files, IReadOnlyList<ShardXorb> Xorbs)
{
    public const int MostBytes = 64 << 20;
}
