using System.Globalization;
using System.IO.Pipelines;
using Tsumugi.Hub.Content;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>One file that arrives in parts, in any order, some of them twice. The next part goes straight into the store; those ahead wait in files.</summary>
/// <remarks>A part that broke off goes on where it stopped when it is sent again; the hash of the whole says whether that was right.</remarks>
internal sealed class PartedUpload : IAsyncDisposable
{
    private const int BlockBytes = 1 << 18;
    private const int MostWaitingBytes = 1 << 20;

    private readonly string _folder;
    private readonly int _count;
    private readonly ContentBatch _batch;
    private readonly Pipe _pipe = new(new(pauseWriterThreshold: MostWaitingBytes, resumeWriterThreshold: MostWaitingBytes / 2, minimumSegmentSize: BlockBytes));
    private readonly Task<ContentRef> _taking;
    private readonly SemaphoreSlim _changing = new(1);
    private int _next = 1;
    private long _fed;
    private bool _feeding;

    public PartedUpload(ContentStore store, int count)
    {
        (_folder, _count, _batch) = (Directory.CreateDirectory(store.NewIncomingPath()).FullName, count, store.Begin());
        _taking = TakeAsync();
    }

    public DateTime LastUsed { get; private set; } = DateTime.UtcNow;

    /// <summary>Takes one part.</summary>
    /// <param name="expected">Its bytes.</param>
    /// <returns>How many bytes came; fewer than expected when it broke off.</returns>
    /// <exception cref="IOException">When the disk is full or not writable.</exception>
    public async Task<long> PutAsync(int part, Stream body, long expected, CancellationToken stop)
    {
        LastUsed = DateTime.UtcNow;
        if (!await BeginAsync(part, stop))
            return await SpoolAsync(part, body, expected, stop);
        try
        {
            var came = await FeedAsync(body, expected, stop);
            if (came == expected)
                await FeedWaitingAsync(stop);
            return came;
        }
        finally
        {
            _feeding = false;
            LastUsed = DateTime.UtcNow;
        }
    }

    /// <summary>Parts that have not arrived yet.</summary>
    public async Task<IReadOnlyList<int>> MissingAsync(CancellationToken stop)
    {
        // A part that came while the one before it was being taken in still waits in its file.
        if (await BeginAsync(null, stop))
        {
            try
            {
                await FeedWaitingAsync(stop);
            }
            finally
            {
                _feeding = false;
            }
        }

        return [.. Enumerable.Range(_next, _count + 1 - _next).Where(part => !File.Exists(PathOf(part)))];
    }

    /// <summary>The whole, once no part is missing; not yet on record.</summary>
    public async Task<ContentRef> EndAsync()
    {
        await _pipe.Writer.CompleteAsync();
        return await _taking;
    }

    public Task KeepAsync(CancellationToken stop) => _batch.CompleteAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _pipe.Writer.CompleteAsync(new OperationCanceledException());
        await ((Task)_taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _batch.DisposeAsync();
        _changing.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ContentRef> TakeAsync()
    {
        try
        {
            return await _batch.AddAsync(_pipe.Reader.AsStream(), CancellationToken.None);
        }
        catch (Exception error)
        {
            // Whoever feeds the pipe would wait for ever otherwise.
            await _pipe.Reader.CompleteAsync(error);
            throw;
        }
    }

    /// <returns>Whether the caller is the one who feeds now: the part is the next, and nobody else feeds.</returns>
    private async Task<bool> BeginAsync(int? part, CancellationToken stop)
    {
        await _changing.WaitAsync(stop);
        try
        {
            if (_feeding || (part is { } number && number != _next))
                return false;
            return _feeding = true;
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<long> FeedAsync(Stream body, long expected, CancellationToken stop)
    {
        long came = 0;
        while (came < expected)
        {
            var block = _pipe.Writer.GetMemory(BlockBytes);
            var read = await body.ReadAsync(block[..(int)Math.Min(block.Length, expected - came)], stop);
            if (read == 0)
                return came;
            var known = (int)Math.Clamp(_fed - came, 0, read);
            came += read;
            if (known > 0)
                block[known..read].CopyTo(block);
            _pipe.Writer.Advance(read - known);
            _fed += read - known;
            if ((await _pipe.Writer.FlushAsync(CancellationToken.None)).IsCompleted)
                await _taking;
        }

        (_next, _fed) = (_next + 1, 0);
        return came;
    }

    private async Task FeedWaitingAsync(CancellationToken stop)
    {
        for (var path = PathOf(_next); File.Exists(path); path = PathOf(_next))
        {
            await using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan))
                await FeedAsync(file, file.Length, stop);
            File.Delete(path);
        }
    }

    private async Task<long> SpoolAsync(int part, Stream body, long expected, CancellationToken stop)
    {
        var unfinished = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        try
        {
            long came;
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await body.CopyToAsync(file, BlockBytes, stop);
                came = file.Length;
            }

            // What was taken in meanwhile from elsewhere needs no second copy.
            if (came == expected && part >= _next)
                File.Move(unfinished, PathOf(part), overwrite: true);
            return came;
        }
        finally
        {
            File.Delete(unfinished);
            LastUsed = DateTime.UtcNow;
        }
    }

    private string PathOf(int part) => Path.Combine(_folder, part.ToString(CultureInfo.InvariantCulture));
}
