using System.Buffers;
using System.Collections.Concurrent;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Methods;
using Tsumugi.Merging.Planning;

namespace Tsumugi.Merging.Running;

/// <summary>Receives a tensor's bytes from an offset on; from several threads, in any order.</summary>
internal delegate void TensorSink(long offset, ReadOnlySpan<byte> bytes);

/// <summary>Merges one tensor: cuts it into segments, lets threads read, look at and combine their pieces, and hands the bytes on.</summary>
/// <param name="threads">Within this tensor.</param>
internal sealed class TensorRunner(PlannedTensor tensor, MergeOptions options, int threads, TensorSink sink, CancellationToken stop)
{
    /// <summary>Pieces of a few sources stay near the processor; longer ones gain nothing.</summary>
    private const int LongestTile = 1 << 15;

    private const int CopyBytes = 1 << 20;

    private readonly ConcurrentBag<Tile> _tiles = [];

    public void Run()
    {
        if (tensor.Copies.Count > 0)
            Copy();
        else if (tensor.Count > 0)
            Merge(tensor.Method!.Begin(tensor.Step!));
    }

    private void Merge(TensorMerge merge)
    {
        var unit = merge.WholeRows ? tensor.Step!.RowLength : Vectors.Chunk;
        var length = TileLength(unit);
        var look = 0;
        for (; merge.Wants(look); look++)
        {
            var current = look;
            ForEachTile(unit, length, tile => merge.Look(current, tile));
            merge.Settle(current);
        }

        ForEachTile(unit, length, tile =>
        {
            var result = tile.Result.AsSpan(0, tile.Length);
            merge.Combine(tile, result);
            Write(tile.Start, result);
        });
    }

    private int TileLength(int unit)
    {
        var most = options.MemoryBytes / options.Threads / (sizeof(double) * (tensor.Sources.Count + 2));
        if (unit > most && unit > Vectors.Chunk)
            throw new UnmergeableTensorException(tensor.Name, $"a row of {unit} elements from {tensor.Sources.Count} sources does not fit into {options.MemoryBytes} bytes for {options.Threads} threads; allow more memory or fewer threads");
        return (int)(Math.Max(1, Math.Min(most, LongestTile) / unit) * unit);
    }

    private void ForEachTile(int unit, int length, Action<Tile> work)
    {
        var (units, segments) = ((tensor.Count + unit - 1) / unit, tensor.Step!.Segments);
        Parallel.For(0, segments, new() { MaxDegreeOfParallelism = threads, CancellationToken = stop }, segment =>
        {
            var (start, end) = (units * segment / segments * unit, Math.Min(tensor.Count, units * (segment + 1) / segments * unit));
            if (start >= end)
                return;
            if (!_tiles.TryTake(out var tile))
                tile = new(tensor.Sources.Count, (int)Math.Min(length, Math.Max(unit, tensor.Count)));
            for (; start < end; start += length)
            {
                stop.ThrowIfCancellationRequested();
                (tile.Segment, tile.Start, tile.Length) = (segment, start, (int)Math.Min(length, end - start));
                for (var source = 0; source < tensor.Sources.Count; source++)
                    tensor.Sources[source].Read(start, tile[source]);
                work(tile);
            }

            _tiles.Add(tile);
        });
    }

    private void Write(long start, ReadOnlySpan<double> numbers)
    {
        var size = tensor.Type.Size();
        var bytes = ArrayPool<byte>.Shared.Rent(numbers.Length * size);
        try
        {
            var written = bytes.AsSpan(0, numbers.Length * size);
            TensorNumbers.Encode(tensor.Type, numbers, written);
            sink(start * size, written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Copy()
    {
        var (first, length) = (tensor.Copies[0], tensor.Copies[0].Info.ByteLength);
        var (bytes, others) = (new byte[(int)Math.Min(CopyBytes, length)], new byte[(int)Math.Min(CopyBytes, length)]);
        for (var offset = 0L; offset < length; offset += bytes.Length)
        {
            stop.ThrowIfCancellationRequested();
            var part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, length - offset));
            first.ReadBytes(offset, part);
            foreach (var other in tensor.Copies.Skip(1))
            {
                var same = others.AsSpan(0, part.Length);
                other.ReadBytes(offset, same);
                if (!same.SequenceEqual(part))
                    throw new UnmergeableTensorException(tensor.Name, $"it is {tensor.Type}, which is not averaged, and the models' bytes differ from {offset + same.CommonPrefixLength(part)} on");
            }

            sink(offset, part);
        }
    }
}
