using System.Collections;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Tokens;

/// <summary>Tokenised items in their order, with what is known of them where they are labelled: in memory up to a bound, and beyond it all of them in a file that is mapped. What is held of each item then is its place, 16 bytes.</summary>
/// <remarks>The file has no name once it is written (on Windows it goes with its last reader), so that nothing of it stays whatever ends the process.</remarks>
public sealed class StoredItems : IReadOnlyList<TokenizedItem>, IDisposable
{
    private const int WordBytes = sizeof(int);

    private readonly List<(TokenizedItem Item, float[] Targets)> _held = [];
    private readonly List<int> _lengths = [];

    // Of each item, and where the next would begin: in words of four bytes.
    private readonly List<long> _starts = [0];
    private readonly int _numbers;
    private readonly bool _isLabelled;
    private MemoryMappedFile? _file;
    private MemoryMappedViewAccessor? _view;

    private StoredItems(int numbers, bool isLabelled) => (_numbers, _isLabelled, Ids) = (numbers, isLabelled, new IdList(this));

    /// <param name="numbers">Beside each id.</param>
    /// <param name="mostTokens">Tokens held in memory at most; 0 for no bound.</param>
    /// <param name="path">Where the file is to lie, should one be needed; what lies there is overwritten.</param>
    public static StoredItems Of(IEnumerable<TokenizedItem> items, int numbers, long mostTokens, string path) =>
        Of(items.Select(item => (item, Array.Empty<float>())), isLabelled: false, numbers, mostTokens, path);

    /// <summary>Labelled items, each with its targets.</summary>
    /// <inheritdoc cref="Of(IEnumerable{TokenizedItem}, int, long, string)"/>
    public static StoredItems Of(IEnumerable<(TokenizedItem Item, float[] Targets)> items, int numbers, long mostTokens, string path) =>
        Of(items, isLabelled: true, numbers, mostTokens, path);

    private static StoredItems Of(IEnumerable<(TokenizedItem Item, float[] Targets)> items, bool isLabelled, int numbers, long mostTokens, string path)
    {
        var stored = new StoredItems(numbers, isLabelled);
        try
        {
            stored.Fill(items, mostTokens, path);
            return stored;
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    public int Count => _lengths.Count;

    /// <summary>Tokens of each item.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>The items without what stands beside their ids.</summary>
    public IReadOnlyList<int[]> Ids { get; }

    /// <summary>Whether any item has times beside its ids.</summary>
    public bool HasTimes { get; private set; }

    public bool IsInMemory => _view is null;

    public TokenizedItem this[int index] => IsInMemory ? _held[index].Item : Read(index);

    /// <returns>What is known of an item; nothing where items are not labelled.</returns>
    public float[] Targets(int index) => IsInMemory ? _held[index].Targets : Words<float>(_starts[index + 1] - Labels(index), TargetCount(index));

    public IEnumerator<TokenizedItem> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        _view?.Dispose();
        _file?.Dispose();
    }

    private void Fill(IEnumerable<(TokenizedItem Item, float[] Targets)> items, long mostTokens, string path)
    {
        FileStream? file = null;
        try
        {
            var tokens = 0L;
            foreach (var (item, targets) in items)
            {
                _lengths.Add(item.Ids.Length);
                tokens += item.Ids.Length;
                _held.Add((item, targets));
                HasTimes |= item.Times is not null;
                if (mostTokens == 0 || (file is null && tokens <= mostTokens))
                    continue;
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                file ??= new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
                foreach (var held in _held)
                    Write(file, held.Item, held.Targets);
                _held.Clear();
            }

            if (file is null)
                return;
            file.Flush();
            _file = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            _view = _file.CreateViewAccessor();
        }
        finally
        {
            if (file is not null && _file is null)
                file.Dispose();
            if (file is not null && !OperatingSystem.IsWindows())
                File.Delete(path);
        }
    }

    private void Write(FileStream file, TokenizedItem item, float[] targets)
    {
        Write<int>(item.Ids);
        Write<float>(item.Numbers);
        Write<float>(item.Times);
        Write<float>(targets);
        if (_isLabelled)
            Write<int>([targets.Length]);
        _starts.Add(_starts[^1] + item.Ids.Length + (item.Numbers?.Length ?? 0) + (item.Times?.Length ?? 0) + targets.Length + (_isLabelled ? 1 : 0));

        void Write<T>(ReadOnlySpan<T> values) where T : unmanaged => file.Write(MemoryMarshal.AsBytes(values));
    }

    private TokenizedItem Read(int index)
    {
        var (at, ids) = (_starts[index], _lengths[index]);
        var numbers = ids * _numbers;
        var times = (int)(_starts[index + 1] - at) - ids - numbers - Labels(index);
        return new(Words<int>(at, ids)) { Numbers = _numbers > 0 ? Words<float>(at + ids, numbers) : null, Times = times > 0 ? Words<float>(at + ids + numbers, times) : null };
    }

    /// <returns>Words at an item's end that hold its targets and, last, how many they are.</returns>
    private int Labels(int index) => _isLabelled ? TargetCount(index) + 1 : 0;

    private int TargetCount(int index) => _isLabelled ? Words<int>(_starts[index + 1] - 1, 1)[0] : 0;

    private T[] Words<T>(long at, int count) where T : unmanaged
    {
        var values = new T[count];
        var view = _view!;
        view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(view.PointerOffset + at * WordBytes), values.AsSpan());
        return values;
    }

    internal sealed class IdList(StoredItems items) : IReadOnlyList<int[]>
    {
        public int Count => items.Count;

        public IReadOnlyList<int> Lengths => items._lengths;

        public int[] this[int index] => items.IsInMemory ? items._held[index].Item.Ids : items.Words<int>(items._starts[index], items._lengths[index]);

        public IEnumerator<int[]> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
