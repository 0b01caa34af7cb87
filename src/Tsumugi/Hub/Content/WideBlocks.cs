using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Tsumugi.Hub.Content;

/// <summary>
/// The memory that bytes pass through between sockets and the hub, in blocks of 64 KiB. The server's own are of 4 KiB, and each takes a call of the
/// system or two: an upload of a model spent more on those than on its hash. Connections that wait hold none.
/// </summary>
internal sealed class WideBlocks : MemoryPool<byte>
{
    private const int Size = 1 << 16;

    /// <summary>8 MiB that are kept for those who come next; what is lent beyond that is left to the collector.</summary>
    private const int Kept = 128;

    private readonly ConcurrentQueue<byte[]> _free = [];

    public override int MaxBufferSize => Size;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, Size);
        return new Block(this, _free.TryDequeue(out var free) ? free : GC.AllocateUninitializedArray<byte>(Size, pinned: true));
    }

    protected override void Dispose(bool disposing) => _free.Clear();

    private void Return(byte[] block)
    {
        if (_free.Count < Kept)
            _free.Enqueue(block);
    }

    private sealed class Block(WideBlocks pool, byte[] bytes) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } returned)
                pool.Return(returned);
        }
    }

    /// <summary>What the server asks for pools.</summary>
    internal sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new WideBlocks();
    }
}
