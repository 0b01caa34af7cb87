namespace Tsumugi.Formats.Xet;

/// <param name="Length">Bytes, unpacked.</param>
public readonly record struct ChunkHash(XetHash Hash, long Length);

/// <summary>The hashes of chunks, xorbs and files, and the proof that somebody holds a range of chunks.</summary>
/// <remarks>Source: xet-core, merklehash/data_hash.rs, aggregated_hashes.rs and metadata_shard/chunk_verification.rs.</remarks>
public static class XetHashing
{
    private static readonly byte[] DataKey = Convert.FromHexString("6697f5775b9550de3135cbaca597181c9de421109beb2b58b4d0b04b93adf229");
    private static readonly byte[] NodeKey = Convert.FromHexString("017ec5c7a5472996fd946666b48a02e65ddd536f37c76dd2f86352e64a53713f");
    private static readonly byte[] VerificationKey = Convert.FromHexString("7f1857d6ce56ed66127ff913e7a5c3f3a4cd26d5b5db49e64124987f28fb94c3");
    private static readonly byte[] ZeroKey = new byte[XetHash.Bytes];

    public static XetHash OfChunk(ReadOnlySpan<byte> data) => Keyed(DataKey, data);

    /// <summary>The root over the chunks of a xorb; zero when there are none.</summary>
    public static XetHash OfXorb(IEnumerable<ChunkHash> chunks) => Tree(chunks).Root();

    /// <summary>The root over all chunks of a file; zero when it is empty.</summary>
    public static XetHash OfFile(IEnumerable<ChunkHash> chunks) => Tree(chunks).FileRoot();

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

    /// <summary>What the root over a file's chunks becomes.</summary>
    internal static XetHash OfRoot(XetHash root) => Keyed(root, ZeroKey);

    /// <summary>A node of the tree, of its children as text.</summary>
    internal static XetHash OfNode(ReadOnlySpan<byte> children) => Keyed(NodeKey, children);

    private static XetTree Tree(IEnumerable<ChunkHash> chunks)
    {
        var tree = new XetTree();
        foreach (var chunk in chunks)
            tree.Add(chunk);
        return tree;
    }

    private static XetHash Keyed(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[XetHash.Bytes];
        Blake3.Keyed(key, data, hash);
        return XetHash.Read(hash);
    }
}
