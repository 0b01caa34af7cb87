using System.Collections.Frozen;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content;

/// <summary>A xorb's table of chunks, as it is kept in memory.</summary>
public sealed class StoredXorb
{
    private const int EntryBytes = XetHash.Bytes + XorbChunkHeader.Bytes;

    private StoredXorb(long id, XetHash hash, XetHash file, XorbChunk[] chunks) => (Id, Hash, File, Chunks) = (id, hash, file, chunks);

    public long Id { get; }

    public XetHash Hash { get; }

    /// <summary>Its name in the object store.</summary>
    public XetHash File { get; }

    public IReadOnlyList<XorbChunk> Chunks { get; }

    /// <summary>Positions of chunks that are known to be broken: nothing new may be made of them.</summary>
    public IReadOnlySet<int> Broken { get; init; } = FrozenSet<int>.Empty;

    public static StoredXorb From(XorbRow row, IReadOnlyList<int>? broken = null)
    {
        var chunks = new XorbChunk[row.Chunks.Length / EntryBytes];
        var offset = 0;
        for (var i = 0; i < chunks.Length; i++)
        {
            var entry = row.Chunks.AsSpan(i * EntryBytes, EntryBytes);
            var header = XorbChunkHeader.Read(entry[XetHash.Bytes..]);
            chunks[i] = new(XetHash.Read(entry), offset, header);
            offset += XorbChunkHeader.Bytes + header.PackedLength;
        }

        return new(row.Id, XetHash.Read(row.Hash), XetHash.Read(row.File ?? row.Hash), chunks) { Broken = (broken ?? []).ToFrozenSet() };
    }

    /// <summary>The table as its row keeps it.</summary>
    public static byte[] Table(IReadOnlyList<XorbChunk> chunks)
    {
        var bytes = new byte[chunks.Count * EntryBytes];
        for (var i = 0; i < chunks.Count; i++)
        {
            chunks[i].Hash.Write(bytes.AsSpan(i * EntryBytes));
            chunks[i].Header.Write(bytes.AsSpan((i * EntryBytes) + XetHash.Bytes));
        }

        return bytes;
    }

    /// <summary>Unpacked bytes of some of its chunks.</summary>
    public long Length(int start, int end)
    {
        long length = 0;
        for (var i = start; i < end; i++)
            length += Chunks[i].Header.Length;
        return length;
    }

    /// <summary>First byte in the object store, and the one behind the last, of some of its chunks.</summary>
    public (long Start, long End) Bytes(int start, int end)
    {
        var last = Chunks[end - 1];
        return (Chunks[start].Offset, last.Offset + XorbChunkHeader.Bytes + (long)last.Header.PackedLength);
    }
}
