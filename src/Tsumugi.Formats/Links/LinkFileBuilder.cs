namespace Tsumugi.Formats.Links;

/// <summary>Builds a store of links from pairs in any order, in a memory of a given size. The store comes to be whole or not at all.</summary>
public sealed class LinkFileBuilder : IDisposable
{
    /// <summary>What a pair takes while a run is sorted both ways, besides its own bytes.</summary>
    private const int SortBytes = 4 + (2 * 24);

    private const int TypicalBytes = 28;

    private readonly string _path;
    private readonly PairBuffer _pairs;
    private readonly LinkRuns _forward;
    private readonly LinkRuns _reverse;

    /// <param name="path">Where the store is to lie; files beside it are used meanwhile.</param>
    /// <param name="memory">Bytes.</param>
    public LinkFileBuilder(string path, long memory)
    {
        _path = path;
        var most = (int)Math.Clamp(memory / (SortBytes + TypicalBytes), 16, int.MaxValue / (2 * TypicalBytes));
        _pairs = new(Math.Max(most * TypicalBytes, 1 << 10), most);
        _forward = new(path + ".forward", reversed: false);
        _reverse = new(path + ".reverse", reversed: true);
    }

    /// <summary>Both are not empty and at most <see cref="Patterns.IdentifierPattern.MostBytes"/> long.</summary>
    public void Add(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfZero(source.Length);
        ArgumentOutOfRangeException.ThrowIfZero(target.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, byte.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Length, byte.MaxValue);
        if (_pairs.TryAdd(source, target))
            return;
        EndRun();
        if (!_pairs.TryAdd(source, target))
            throw new InvalidOperationException("A pair does not fit an empty buffer.");
    }

    /// <summary>Merges the runs and puts the store in its place.</summary>
    /// <exception cref="IOException">When the disk is full; then there is no store.</exception>
    public LinkCounts End(CancellationToken stop)
    {
        EndRun();
        var unfinished = _path + ".new";
        try
        {
            LinkCounts counts;
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                counts = Write(file, stop);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, _path, overwrite: true);
            return counts;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    public void Dispose()
    {
        _forward.Dispose();
        _reverse.Dispose();
    }

    private void EndRun()
    {
        if (_pairs.Count == 0)
            return;
        Parallel.Invoke(() => _forward.Add(_pairs), () => _reverse.Add(_pairs));
        _pairs.Clear();
    }

    private LinkCounts Write(FileStream file, CancellationToken stop)
    {
        file.Write(LinkFooter.Begin);
        var forward = new LinkBlockWriter(file, LinkFooter.Begin.Length);
        using var other = new FileStream(_path + ".other", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20, FileOptions.DeleteOnClose);
        var reverse = new LinkBlockWriter(other, 0);
        Parallel.Invoke(() => _forward.MergeInto(forward, stop), () => _reverse.MergeInto(reverse, stop));
        other.Position = 0;
        other.CopyTo(file, 1 << 20);
        var counts = new LinkCounts(forward.Pairs, forward.Keys, reverse.Keys);
        LinkFooter.Write(file, counts, forward.Index.Make(forward.Position), reverse.Index.Make(reverse.Position, forward.Position));
        return counts;
    }
}
