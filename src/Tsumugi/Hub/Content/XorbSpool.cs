using Microsoft.Win32.SafeHandles;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content;

/// <summary>A xorb being filled, in a file of its own.</summary>
internal sealed class XorbSpool(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
    private readonly List<XorbChunk> _chunks = [];
    private List<ReadOnlyMemory<byte>> _pending = [];
    private readonly byte[] _headers = new byte[XorbReader.MostChunks * XorbChunkHeader.Bytes];
    private int _size;
    private long _written;

    public string Path => path;

    public IReadOnlyList<XorbChunk> Chunks => _chunks;

    public bool HasRoomFor(int length) =>
        _chunks.Count < XorbReader.MostChunks && _size + XorbChunkHeader.Bytes + length <= XorbReader.MostBytes;

    /// <summary>Adds a chunk as it is. Its bytes must stay where they are until what <see cref="Flush"/> gives has run.</summary>
    /// <returns>Its position in the xorb.</returns>
    public int Add(XetHash hash, ReadOnlyMemory<byte> chunk)
    {
        var header = new XorbChunkHeader(chunk.Length, ChunkScheme.None, chunk.Length);
        var written = _headers.AsMemory(_chunks.Count * XorbChunkHeader.Bytes, XorbChunkHeader.Bytes);
        header.Write(written.Span);
        _pending.Add(written);
        _pending.Add(chunk);
        _chunks.Add(new(hash, _size, header));
        _size += XorbChunkHeader.Bytes + chunk.Length;
        return _chunks.Count - 1;
    }

    /// <returns>Writes what was added since the last time; null when there is nothing to write.</returns>
    public Action? Flush()
    {
        if (_pending.Count == 0)
            return null;
        var (pending, offset) = (_pending, _written);
        (_pending, _written) = (new(pending.Count), _size);
        return () => RandomAccess.Write(_file, pending, offset);
    }

    public void Dispose() => _file.Dispose();
}
