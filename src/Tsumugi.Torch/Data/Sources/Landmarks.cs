using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using Tsumugi.Formats.Fasta;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>What lies on sequences, by their names, until the sequences come by: those are read one at a time.</summary>
/// <typeparam name="T">A feature, a variant.</typeparam>
internal sealed class Landmarks<T>
{
    private readonly Dictionary<string, List<(T Thing, string Place)>> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <param name="place">File and line, for messages.</param>
    public void Add(string sequence, T thing, string place)
    {
        if (!_waiting.TryGetValue(sequence, out var things))
            _waiting[sequence] = things = [];
        things.Add((thing, place));
    }

    /// <returns>What lies on a sequence that has come by.</returns>
    /// <exception cref="UnfitDataException">A sequence of that name has come by before.</exception>
    public IReadOnlyList<(T Thing, string Place)> Take(string sequence, string place)
    {
        if (_taken.Contains(sequence))
            throw new UnfitDataException($"{place}: another sequence is named {sequence}, and what lies on it cannot be told apart; choose one file of sequences, or rename one.");
        _names.Add(sequence);
        if (!_waiting.Remove(sequence, out var things))
            return [];
        _taken.Add(sequence);
        return things;
    }

    /// <exception cref="UnfitDataException">Something lies on a sequence that has not come by.</exception>
    public void RequireAllTaken(string where)
    {
        foreach (var (sequence, things) in _waiting)
        {
            var names = _names.Order(StringComparer.Ordinal).ToList();
            throw new UnfitDataException($"{things[0].Place}: there is no sequence {sequence} in {where}, which has {(names.Count == 0 ? "none" : string.Join(", ", names.Take(20)))}{(names.Count > 20 ? ", …" : "")}; "
                + "give the sequences of the same assembly, under the same names.");
        }
    }

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
