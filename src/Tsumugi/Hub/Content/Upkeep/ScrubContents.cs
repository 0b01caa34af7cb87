using System.Buffers;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content.Upkeep;

/// <param name="Xorb">The one that was looked at.</param>
/// <param name="Broken">Positions of the chunks whose bytes are not what they were; empty when all is well.</param>
public sealed record Scrubbed(StoredXorb Xorb, IReadOnlyList<int> Broken);

/// <summary>Reads xorbs again, at a rate that leaves the disk to others, and hashes every chunk.</summary>
public sealed class ScrubContents(HubOptions options, IXorbFiles files, XorbLocks locks, IServiceScopeFactory scopes)
{
    /// <summary>Looks at the xorb that was not looked at for longest.</summary>
    /// <param name="checkedBefore">Those that were looked at since are left for later.</param>
    /// <returns>Null when there is none.</returns>
    public async Task<Scrubbed?> NextAsync(DateTime checkedBefore, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var row = await db.Set<XorbRow>().AsNoTracking().Where(row => row.CheckedAt == null || row.CheckedAt < checkedBefore)
            .OrderBy(row => row.CheckedAt).ThenBy(row => row.Id).FirstOrDefaultAsync(stop);
        if (row is null)
            return null;
        var xorb = StoredXorb.From(row);
        var broken = await BrokenAsync(xorb, stop);
        if (broken.Count > 0)
        {
            // It may have been collected or replaced meanwhile; under its lock neither can happen.
            using var held = await locks.HoldAsync(xorb.Hash, stop);
            if (await db.Set<XorbRow>().AsNoTracking().FirstOrDefaultAsync(one => one.Id == row.Id, stop) is not { } still)
                return await NextAsync(checkedBefore, stop);
            xorb = StoredXorb.From(still);
            broken = await BrokenAsync(xorb, stop);
        }

        await db.Set<XorbRow>().Where(one => one.Id == row.Id).ExecuteUpdateAsync(one => one.SetProperty(x => x.CheckedAt, DateTime.UtcNow), stop);
        return new(xorb, broken);
    }

    private async Task<IReadOnlyList<int>> BrokenAsync(StoredXorb xorb, CancellationToken stop)
    {
        // The table of chunks is a record, and a disk may break records as well.
        if (XorbReader.HashOf(xorb.Chunks) != xorb.Hash)
            return [.. Enumerable.Range(0, xorb.Chunks.Count)];
        try
        {
            using var file = await files.OpenAsync(xorb.File, stop);
            var broken = new List<int>();
            for (var i = 0; i < xorb.Chunks.Count; i++)
            {
                var began = Stopwatch.GetTimestamp();
                if (!await IsWholeAsync(file, xorb.Chunks[i], stop))
                    broken.Add(i);
                await PaceAsync(XorbChunkHeader.Bytes + xorb.Chunks[i].Header.PackedLength, Stopwatch.GetElapsedTime(began), stop);
            }

            return broken;
        }
        catch (FileNotFoundException)
        {
            return [.. Enumerable.Range(0, xorb.Chunks.Count)];
        }
    }

    private static async Task<bool> IsWholeAsync(IXorbFile file, XorbChunk chunk, CancellationToken stop)
    {
        var length = XorbChunkHeader.Bytes + chunk.Header.PackedLength;
        var (packed, plain) = (ArrayPool<byte>.Shared.Rent(length), ArrayPool<byte>.Shared.Rent(Chunker.MostBytes));
        try
        {
            await file.ReadAsync([packed.AsMemory(0, length)], chunk.Offset, stop);
            if (XorbChunkHeader.Read(packed) != chunk.Header)
                return false;
            var unpacked = plain.AsSpan(0, chunk.Header.Length);
            ChunkCompression.Unpack(chunk.Header.Scheme, packed.AsSpan(XorbChunkHeader.Bytes, chunk.Header.PackedLength), unpacked);
            return XetHashing.OfChunk(unpacked) == chunk.Hash;
        }
        catch (Exception error) when (error is XetFormatException or EndOfStreamException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private Task PaceAsync(int bytes, TimeSpan took, CancellationToken stop)
    {
        var due = TimeSpan.FromSeconds((double)bytes / options.ScrubBytesPerSecond) - took;
        return due > TimeSpan.Zero ? Task.Delay(due, stop) : Task.CompletedTask;
    }
}
