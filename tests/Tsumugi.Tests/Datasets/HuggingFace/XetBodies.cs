using System.Buffers.Binary;
using System.Security.Cryptography;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>Xorbs and shards byte for byte as hf-xet sends them: without footers, the shard with proofs and SHA-256.</summary>
internal sealed class XetBodies
{
    private readonly List<ChunkHash> _chunks = [];

    public XetBodies(byte[] file)
    {
        Sha256 = SHA256.HashData(file);
        var xorb = new MemoryStream();
        var (chunker, start) = (new Chunker(), 0);
        for (var at = 0; at < file.Length;)
        {
            at += chunker.Take(file.AsSpan(at), out var ends);
            if (!ends && at < file.Length)
                continue;
            var chunk = file.AsSpan(start, at - start);
            var header = new byte[XorbChunkHeader.Bytes];
            new XorbChunkHeader(chunk.Length, ChunkScheme.None, chunk.Length).Write(header);
            xorb.Write(header);
            xorb.Write(chunk);
            _chunks.Add(new(XetHashing.OfChunk(chunk), chunk.Length));
            start = at;
        }

        (Xorb, XorbHash, FileHash, Length) = (xorb.ToArray(), XetHashing.OfXorb(_chunks), XetHashing.OfFile(_chunks), file.Length);
    }

    public byte[] Xorb { get; }

    public XetHash XorbHash { get; }

    public XetHash FileHash { get; }

    public int Length { get; }

    public byte[] Sha256 { get; }

    public int Chunks => _chunks.Count;

    /// <param name="proof">Whether the chunks' hashes are proven to be known.</param>
    public byte[] Shard(byte[]? sha256 = null, bool proof = true)
    {
        var shard = new MemoryStream();
        shard.Write([.. "HFRepoMetaData\0"u8, 85, 105, 103, 69, 106, 123, 129, 87, 131, 165, 189, 217, 92, 205, 209, 74, 169]);
        Write(shard, 2UL, 0UL);
        Entry(shard, FileHash, 0xC000_0000, 1, 0, 0);
        Entry(shard, XorbHash, 0, (uint)Length, 0, (uint)_chunks.Count);
        Entry(shard, proof ? XetHashing.OfRange(_chunks.Select(chunk => chunk.Hash)) : default, 0, 0, 0, 0);
        Entry(shard, XetHash.Parse(Convert.ToHexStringLower(sha256 ?? Sha256)), 0, 0, 0, 0);
        Entry(shard, new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue), 0, 0, 0, 0);
        Entry(shard, XorbHash, 0, (uint)_chunks.Count, (uint)Length, (uint)Xorb.Length);
        uint offset = 0;
        foreach (var chunk in _chunks)
        {
            Entry(shard, chunk.Hash, offset, (uint)chunk.Length, 0, 0);
            offset += (uint)chunk.Length;
        }

        Entry(shard, new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue), 0, 0, 0, 0);
        return shard.ToArray();
    }

    private static void Entry(MemoryStream shard, XetHash hash, params ReadOnlySpan<uint> numbers)
    {
        shard.Write(hash.ToBytes());
        Span<byte> bytes = stackalloc byte[4];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            shard.Write(bytes);
        }
    }

    private static void Write(MemoryStream shard, params ReadOnlySpan<ulong> numbers)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
            shard.Write(bytes);
        }
    }
}
