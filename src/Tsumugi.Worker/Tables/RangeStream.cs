using System.Text;

namespace Tsumugi.Worker.Tables;

/// <summary>A file whose bytes are asked of the hub, a block at a time; the blocks used last are kept.</summary>
internal sealed class RangeStream(Stream input, Stream output, long length) : Stream
{
    private const int BlockBytes = 1 << 16;
    private const int MostBlocks = 64;

    private readonly Dictionary<long, byte[]> _blocks = [];
    private readonly Queue<long> _order = new();

    public override long Length => length;

    public override long Position { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Position < 0 || Position >= length || buffer.Length == 0)
            return 0;
        var (number, within) = Math.DivRem(Position, BlockBytes);

        // Long reads, as of a column chunk, go past the blocks.
        if (within == 0 && buffer.Length >= 4 * BlockBytes)
        {
            var whole = (int)Math.Min(Math.Min(buffer.Length, length - Position), 16 << 20);
            Fetch(Position, buffer[..whole]);
            Position += whole;
            return whole;
        }

        var block = Block(number);
        var taken = Math.Min(buffer.Length, block.Length - (int)within);
        block.AsSpan((int)within, taken).CopyTo(buffer);
        Position += taken;
        return taken;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte[] Block(long number)
    {
        if (_blocks.TryGetValue(number, out var known))
            return known;
        if (_order.Count == MostBlocks)
            _blocks.Remove(_order.Dequeue());
        var start = number * BlockBytes;
        var block = new byte[(int)Math.Min(BlockBytes, length - start)];
        Fetch(start, block);
        _order.Enqueue(number);
        return _blocks[number] = block;
    }

    private void Fetch(long start, Span<byte> target)
    {
        output.Write(Encoding.ASCII.GetBytes($"R {start} {target.Length}\n"));
        output.Flush();
        input.ReadExactly(target);
    }
}
