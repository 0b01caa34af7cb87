using System.Buffers;

namespace Tsumugi.Federating.Rounds;

/// <summary>Cuts a long row of numbers into blocks of fixed size, so that what is summed with what depends on no number of threads.</summary>
public static class Blocks
{
    /// <summary>Numbers in a block; the last one may be shorter.</summary>
    public const int Size = 1 << 16;

    /// <param name="threads">At most; they change the time alone.</param>
    /// <param name="work">Given the block's number, its first place and its length.</param>
    public static void Each(long length, int threads, Action<int, long, int> work)
    {
        var count = checked((int)((length + Size - 1) / Size));
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, block =>
        {
            var start = (long)block * Size;
            work(block, start, (int)Math.Min(Size, length - start));
        });
    }

    /// <summary>A sum over blocks, added up in their order.</summary>
    public static double Sum(long length, int threads, Func<long, int, double> part)
    {
        var parts = new double[(length + Size - 1) / Size];
        Each(length, threads, (block, start, count) => parts[block] = part(start, count));
        return parts.Aggregate(0.0, (sum, next) => sum + next);
    }

    /// <summary>One block of an update.</summary>
    public static float[] Read(IUpdate update, long start, int count)
    {
        var numbers = new float[count];
        update.Read(start, numbers);
        return numbers;
    }

    /// <summary>Reads the same block of each update into rows that are lent for the work alone.</summary>
    public static void WithRows(IReadOnlyList<IUpdate> updates, long start, int count, Action<IReadOnlyList<ArraySegment<float>>> work)
    {
        var rows = new ArraySegment<float>[updates.Count];
        try
        {
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = new(ArrayPool<float>.Shared.Rent(count), 0, count);
                updates[i].Read(start, rows[i]);
            }

            work(rows);
        }
        finally
        {
            foreach (var row in rows)
            {
                if (row.Array is { } lent)
                    ArrayPool<float>.Shared.Return(lent);
            }
        }
    }

    /// <summary>Euclidean norm of an update, in float64; no number when one of its numbers is none.</summary>
    public static double Norm(IUpdate update, long length, int threads) => Math.Sqrt(Sum(length, threads, (start, count) =>
    {
        var sum = 0.0;
        WithRows([update], start, count, rows => sum = Sums.OfSquares(rows[0]));
        return sum;
    }));
}
