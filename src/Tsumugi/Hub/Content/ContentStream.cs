using System.Buffers;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content;

/// <summary>Reads a content from its chunks; seeks to any byte. One reader at a time.</summary>
public sealed class ContentStream : Stream
{
    /// <summary>The kernel takes at most 1,024 buffers in one call; each chunk needs two.</summary>
    private const int MostBuffers = 512;

    private readonly XorbIndex _index;
    private readonly IXorbFiles _files;
    private readonly Term[] _terms;
    private readonly byte[] _skipped = new byte[XorbChunkHeader.Bytes];
    private readonly List<Memory<byte>> _buffers = [];

    /// <summary>Position of the first byte behind each term.</summary>
    private readonly long[] _ends;

    private StoredXorb? _xorb;
    private IXorbFile? _file;
    private int _term = -1;
    private int _chunk;
    private long _chunkStart;
    private byte[]? _unpacked;
    private (long Xorb, int Chunk) _unpackedIs = (-1, -1);
    private long _position;

    internal ContentStream(ContentRow content, XorbIndex index, IXorbFiles files)
    {
        (_index, _files, Length) = (index, files, content.Size);
        _terms = Term.Read(content.Terms);
        _ends = new long[_terms.Length];
        for (var i = 0; i < _terms.Length; i++)
            _ends[i] = StartOf(i) + _terms[i].Length;
    }

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var done = 0;
        while (done < buffer.Length && _position < Length)
        {
            await GoToPositionAsync(cancellationToken);
            var read = _xorb!.Chunks[_chunk].Header.Scheme == ChunkScheme.None
                ? await ReadPlainAsync(buffer[done..], cancellationToken)
                : await ReadPackedAsync(buffer[done..], cancellationToken);
            (done, _position) = (done + read, _position + read);
        }

        return done;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Some readers of files only know this; records and files are both at hand without waiting for a network.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        if (_unpacked is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        _unpacked = null;
        base.Dispose(disposing);
    }

    /// <summary>Makes term and chunk those that hold the position.</summary>
    private async ValueTask GoToPositionAsync(CancellationToken stop)
    {
        if (_term < 0 || _position < StartOf(_term) || _position >= _ends[_term])
        {
            var found = Array.BinarySearch(_ends, _position + 1);
            await EnterAsync(found < 0 ? ~found : found, stop);
        }

        var chunks = _xorb!.Chunks;
        if (_chunkStart > _position)
            (_chunk, _chunkStart) = (_terms[_term].Start, StartOf(_term));
        while (_chunkStart + chunks[_chunk].Header.Length <= _position)
            _chunkStart += chunks[_chunk++].Header.Length;
    }

    private async ValueTask EnterAsync(int term, CancellationToken stop)
    {
        if (_xorb?.Id != _terms[term].XorbId)
        {
            _xorb = await _index.FindAsync(_terms[term].XorbId, stop);
            _file?.Dispose();
            _file = null;
            _file = await _files.OpenAsync(_xorb.File, stop);
        }

        (_term, _chunk, _chunkStart) = (term, _terms[term].Start, StartOf(term));
    }

    private long StartOf(int term) => term == 0 ? 0 : _ends[term - 1];

    /// <summary>Takes as many neighbouring chunks that lie unpacked as there is room for, in one call and without copying.</summary>
    private async ValueTask<int> ReadPlainAsync(Memory<byte> target, CancellationToken stop)
    {
        _buffers.Clear();
        var chunks = _xorb!.Chunks;
        var within = (int)(_position - _chunkStart);
        var from = chunks[_chunk].Offset + XorbChunkHeader.Bytes + (long)within;
        var taken = 0;
        for (var chunk = _chunk; chunk < _terms[_term].End && _buffers.Count < MostBuffers; chunk++)
        {
            if (chunks[chunk].Header.Scheme != ChunkScheme.None || taken == target.Length)
                break;
            if (taken > 0)
                _buffers.Add(_skipped);
            var length = Math.Min(chunks[chunk].Header.Length - within, target.Length - taken);
            _buffers.Add(target.Slice(taken, length));
            (taken, within) = (taken + length, 0);
        }

        await _file!.ReadAsync(_buffers, from, stop);
        return taken;
    }

    private async ValueTask<int> ReadPackedAsync(Memory<byte> target, CancellationToken stop)
    {
        var chunk = _xorb!.Chunks[_chunk];
        _unpacked ??= ArrayPool<byte>.Shared.Rent(Chunker.MostBytes);
        if (_unpackedIs != (_xorb.Id, _chunk))
        {
            _unpackedIs = (-1, -1);
            var packed = ArrayPool<byte>.Shared.Rent(chunk.Header.PackedLength);
            try
            {
                _buffers.Clear();
                _buffers.Add(packed.AsMemory(0, chunk.Header.PackedLength));
                await _file!.ReadAsync(_buffers, chunk.Offset + (long)XorbChunkHeader.Bytes, stop);
                ChunkCompression.Unpack(chunk.Header.Scheme, packed.AsSpan(0, chunk.Header.PackedLength), _unpacked.AsSpan(0, chunk.Header.Length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(packed);
            }

            _unpackedIs = (_xorb.Id, _chunk);
        }

        var within = (int)(_position - _chunkStart);
        var length = Math.Min(chunk.Header.Length - within, target.Length);
        _unpacked.AsSpan(within, length).CopyTo(target.Span);
        return length;
    }
}
