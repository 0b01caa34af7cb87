namespace Tsumugi.Torch.Retrieval;

/// <summary>The most similar known protein by shared words of five residues: what a search by homology would begin with.</summary>
public sealed class NearestProtein
{
    private const int Word = 5;

    private readonly Dictionary<string, List<int>> _holders = new(StringComparer.Ordinal);
    private readonly int[] _words;

    public NearestProtein(IReadOnlyList<string> proteins)
    {
        _words = new int[proteins.Count];
        for (var i = 0; i < proteins.Count; i++)
        {
            foreach (var word in WordsOf(proteins[i]))
            {
                if (!_holders.TryGetValue(word, out var holders))
                    _holders[word] = holders = [];
                holders.Add(i);
                _words[i]++;
            }
        }
    }

    /// <returns>Index of the protein with the largest share of common words (Jaccard), the first of equals; −1 when none shares any.</returns>
    public int Find(string protein)
    {
        var (shared, own) = (new SortedDictionary<int, int>(), 0);
        foreach (var word in WordsOf(protein))
        {
            own++;
            foreach (var holder in _holders.GetValueOrDefault(word) ?? [])
                shared[holder] = shared.GetValueOrDefault(holder) + 1;
        }

        var (best, bestShare) = (-1, 0.0);
        foreach (var (holder, common) in shared)
        {
            var share = (double)common / (own + _words[holder] - common);
            if (share > bestShare)
                (best, bestShare) = (holder, share);
        }

        return best;
    }

    private static HashSet<string> WordsOf(string protein) =>
        [.. Enumerable.Range(0, Math.Max(0, protein.Length - Word + 1)).Select(start => protein.Substring(start, Word))];
}
