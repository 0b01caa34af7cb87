using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Tsumugi.Formats.Fasta;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>What lies on sequences, by their names, until the sequences come by: those are read one at a time.</summary>
/// <typeparam name="T">A feature, a variant.</typeparam>
/// <remarks>The file has no name once it is open (on Windows it goes with its last reader), so that nothing of it stays whatever ends the process.</remarks>
internal sealed class Landmarks<T> : IDisposable
{
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Form? _form;
    private readonly FileStream? _file;
    private readonly BinaryWriter? _writer;
    private readonly BinaryReader? _reader;

    /// <param name="form">How things are written where they are to lie in a temporary file, so that memory holds eight bytes of each; null where it holds them.</param>
    public Landmarks(Form? form = null)
    {
        if (form is null)
            return;
        (_form, _file) = (form, Temporary());
        (_writer, _reader) = (new(_file), new(_file));
    }

    /// <summary>How a thing is written and read.</summary>
    public sealed record Form(Action<BinaryWriter, T> Write, Func<BinaryReader, T> Read);

    /// <param name="place">File and line, for messages.</param>
    public void Add(string sequence, T thing, string place)
    {
        if (!_waiting.TryGetValue(sequence, out var waiting))
            _waiting[sequence] = waiting = new([], []);
        if (_file is null)
        {
            waiting.Held.Add((thing, place));
            return;
        }

        waiting.Starts.Add(_file.Position);
        _writer!.Write(place);
        _form!.Write(_writer, thing);
    }

    /// <returns>What lies on a sequence that has come by, in the order in which it was added.</returns>
    /// <exception cref="UnfitDataException">A sequence of that name has come by before.</exception>
    public IEnumerable<(T Thing, string Place)> Take(string sequence, string place)
    {
        if (_taken.Contains(sequence))
            throw new UnfitDataException($"{place}: another sequence is named {sequence}, and what lies on it cannot be told apart; choose one file of sequences, or rename one.");
        _names.Add(sequence);
        if (!_waiting.Remove(sequence, out var waiting))
            return [];
        _taken.Add(sequence);
        return All(waiting);
    }

    /// <exception cref="UnfitDataException">Something lies on a sequence that has not come by.</exception>
    public void RequireAllTaken(string where)
    {
        foreach (var (sequence, waiting) in _waiting)
        {
            var names = _names.Order(StringComparer.Ordinal).ToList();
            throw new UnfitDataException($"{All(waiting).First().Place}: there is no sequence {sequence} in {where}, which has {(names.Count == 0 ? "none" : string.Join(", ", names.Take(20)))}{(names.Count > 20 ? ", …" : "")}; "
                + "give the sequences of the same assembly, under the same names.");
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _reader?.Dispose();
        _file?.Dispose();
    }

    private IEnumerable<(T Thing, string Place)> All(Waiting waiting) => _file is null ? waiting.Held : waiting.Starts.Select(Read);

    private (T Thing, string Place) Read(long start)
    {
        // Neighbours mostly lie one after the other; a seek would empty the buffer.
        if (_file!.Position != start)
            _file.Position = start;
        var place = _reader!.ReadString();
        return (_form!.Read(_reader), place);
    }

    private static FileStream Temporary()
    {
        var path = Path.Combine(Path.GetTempPath(), $"tsumugi-{Guid.NewGuid():n}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    /// <param name="Held">In memory.</param>
    /// <param name="Starts">In the file.</param>
    private sealed record Waiting(List<(T Thing, string Place)> Held, List<long> Starts);

    /// <returns>Each sequence of the files that the recipe names, valid until the next.</returns>
    /// <exception cref="UnfitDataException">No file fits.</exception>
    public static async IAsyncEnumerable<(string Place, FastaRecord Record)> SequencesAsync(SourceFiles files, DataRecipe recipe, [EnumeratorCancellation] CancellationToken stop)
    {
        List<string> chosen = [.. files.All.Keys.Where(path => FileSystemName.MatchesSimpleExpression(recipe.Sequences, path, ignoreCase: false)).Order(StringComparer.Ordinal)];
        if (chosen.Count == 0)
            throw new UnfitDataException($"No file fits 'sequences' ({recipe.Sequences}); the dataset has {string.Join(", ", files.All.Keys.Order(StringComparer.Ordinal).Take(20))}.");
        foreach (var path in chosen)
        {
            await using var file = files.Open(path);
            using var reader = new FastaReader(file, path);
            while (await reader.ReadAsync(stop) is { } record)
                yield return ($"{path}, line {record.Line}", record);
        }
    }
}
