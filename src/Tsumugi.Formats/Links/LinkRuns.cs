using Microsoft.Win32.SafeHandles;

namespace Tsumugi.Formats.Links;

/// <summary>The sorted runs of one direction in one temporary file, and their merging.</summary>
internal sealed class LinkRuns(string path, bool reversed) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 20, FileOptions.DeleteOnClose);
    private readonly List<LinkIndex> _runs = [];
    private KeySort? _sort = new();
    private long _end;

    public void Add(PairBuffer pairs)
    {
        KeySort.Of key = reversed ? pairs.Target : pairs.Source, value = reversed ? pairs.Source : pairs.Target;
        var order = _sort!.Run(pairs.Count, pairs.Start, key, (one, other) => value(one).SequenceCompareTo(value(other)));
        var writer = new LinkBlockWriter(_file, _end);
        foreach (var start in order)
            writer.Add(key(start), value(start));
        writer.End();
        _runs.Add(writer.Index.Make(writer.Position));
        _end = writer.Position;
    }

    public void MergeInto(LinkBlockWriter writer, CancellationToken stop)
    {
        _sort = null;
        var heap = _runs.Select(run => new LinkCursor("run", Handle, run)).Where(cursor => cursor.Next()).ToArray();
        Array.Sort(heap, Compare);
        for (var count = heap.Length; count > 0;)
        {
            var cursor = heap[0];
            writer.Add(cursor.Key, cursor.Value);
            if (!cursor.Next())
                heap[0] = heap[--count];
            Sink(heap.AsSpan(0, count));
            if ((writer.Pairs & 0xFFFF) == 0)
                stop.ThrowIfCancellationRequested();
        }

        writer.End();
    }

    public void Dispose() => _file.Dispose();

    private SafeFileHandle Handle => _file.SafeFileHandle;

    /// <summary>The first of a heap has grown: it goes down to its place.</summary>
    private static void Sink(Span<LinkCursor> heap)
    {
        for (var at = 0; (2 * at) + 1 < heap.Length;)
        {
            var child = (2 * at) + 1;
            if (child + 1 < heap.Length && Compare(heap[child + 1], heap[child]) < 0)
                child++;
            if (Compare(heap[at], heap[child]) <= 0)
                return;
            (heap[at], heap[child], at) = (heap[child], heap[at], child);
        }
    }

    private static int Compare(LinkCursor one, LinkCursor other) => one.Key.SequenceCompareTo(other.Key) is not 0 and var order ? order : one.Value.SequenceCompareTo(other.Value);
}
