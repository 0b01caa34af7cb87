using System.Text;

namespace Tsumugi.Formats.Xet;

/// <param name="Length">Bytes, unpacked.</param>
public readonly record struct ChunkHash(XetHash Hash, long Length);

/// <summary>The hashes of chunks, xorbs and files, and the proof that somebody holds a range of chunks.</summary>
/// <remarks>Source: xet-core, merklehash/data_hash.rs, aggregated_hashes.rs and metadata_shard/chunk_verification.rs.</remarks>
public static class XetHashing
{
    private const int MeanBranches = 4;
    private const int MostBranches = (2 * MeanBranches) + 1;
    private const int LeastBranches = 3;

    private static readonly byte[] DataKey = Convert.FromHexString("6697f5775b9550de3135cbaca597181c9de421109beb2b58b4d0b04b93adf229");
    private static readonly byte[] NodeKey = Convert.FromHexString("017ec5c7a5472996fd946666b48a02e65ddd536f37c76dd2f86352e64a53713f");
    private static readonly byte[] VerificationKey = Convert.FromHexString("7f1857d6ce56ed66127ff913e7a5c3f3a4cd26d5b5db49e64124987f28fb94c3");
    private static readonly byte[] ZeroKey = new byte[XetHash.Bytes];

    public static XetHash OfChunk(ReadOnlySpan<byte> data) => Keyed(DataKey, data);

    /// <summary>The root over the chunks of a xorb; zero when there are none.</summary>
    public static XetHash OfXorb(IReadOnlyList<ChunkHash> chunks)
    {
        if (chunks.Count == 0)
            return default;
        var level = chunks;
        while (level.Count > 1)
            level = NextLevel(level);
        return level[0].Hash;
    }

    /// <summary>The root over all chunks of a file; zero when it is empty.</summary>
    public static XetHash OfFile(IReadOnlyList<ChunkHash> chunks) => chunks.Count == 0 ? default : Keyed(OfXorb(chunks), ZeroKey);

    /// <summary>Proves that whoever names a range of chunks knows the hash of each.</summary>
    public static XetHash OfRange(IEnumerable<XetHash> chunks)
    {
        var hashes = chunks.ToList();
        var text = new byte[hashes.Count * XetHash.Bytes];
        for (var i = 0; i < hashes.Count; i++)
            hashes[i].Write(text.AsSpan(i * XetHash.Bytes));
        return Keyed(VerificationKey, text);
    }

    /// <summary>The hash of a hash under a key.</summary>
    public static XetHash Keyed(XetHash hash, ReadOnlySpan<byte> key)
    {
        Span<byte> bytes = stackalloc byte[XetHash.Bytes];
        hash.Write(bytes);
        return Keyed(key, bytes);
    }

    private static List<ChunkHash> NextLevel(IReadOnlyList<ChunkHash> level)
    {
        var next = new List<ChunkHash>((level.Count / LeastBranches) + 1);
        var start = 0;
        for (var i = 0; i < level.Count; i++)
        {
            var branches = i + 1 - start;
            if (i < level.Count - 1 && branches < MostBranches && (branches < LeastBranches || level[i].Hash.D % MeanBranches != 0))
                continue;
            next.Add(Merge(level, start, i + 1));
            start = i + 1;
        }

        return next;
    }

    private static ChunkHash Merge(IReadOnlyList<ChunkHash> level, int start, int end)
    {
        var text = new StringBuilder();
        long length = 0;
        for (var i = start; i < end; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{level[i].Hash} : {level[i].Length}\n");
            length += level[i].Length;
        }

        return new(Keyed(NodeKey, Encoding.ASCII.GetBytes(text.ToString())), length);
    }

    private static XetHash Keyed(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[XetHash.Bytes];
        Blake3.Keyed(key, data, hash);
        return XetHash.Read(hash);
    }
}
