using System.Buffers;
using System.Diagnostics;
using Tsumugi.Federating.Protocol;

namespace Tsumugi.Federation.Rounds;

/// <summary>Writes a piece of a site's result to the end of what has come, and hashes it on the way.</summary>
/// <remarks>Nothing is forced to the disk: what came before the hub was started is hashed again before it is used (<see cref="AdvanceRounds"/>).</remarks>
internal static class ArrivingPiece
{
    private const int Buffer = 1 << 18;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <param name="most">Bytes that the file may have; no more than a buffer beyond is read.</param>
    /// <param name="tell">Told the file's length now and then, so that a slow line is taken for a site that lives.</param>
    /// <returns>The file's length, and SHA-256 of the piece. Of one that breaks off, what came stays.</returns>
    public static async Task<(long End, string Sha256)> TakeAsync(string path, Stream body, long most, Func<long, Task> tell, CancellationToken stop)
    {
        var lent = ArrayPool<byte>.Shared.Rent(Buffer);
        try
        {
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            await using var hashed = new HashedStream(file);
            var (start, told) = (file.Position, Stopwatch.GetTimestamp());
            for (int read; start + hashed.Position <= most && (read = await body.ReadAsync(lent, stop)) > 0;)
            {
                await hashed.WriteAsync(lent.AsMemory(0, read), stop);
                if (Stopwatch.GetElapsedTime(told) < Beat)
                    continue;
                await tell(start + hashed.Position);
                told = Stopwatch.GetTimestamp();
            }

            return (start + hashed.Position, hashed.Sha256());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(lent);
        }
    }

    public static void Cut(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }
}
