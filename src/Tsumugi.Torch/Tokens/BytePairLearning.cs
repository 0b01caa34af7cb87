using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Tokens;

/// <summary>Learns merges: again and again the most frequent pair of neighbours becomes one. Equal counts are broken by the ids of the pair.</summary>
internal sealed class BytePairLearning
{
    private readonly List<(List<int> Ids, long Count)> _words = [];
    private readonly Dictionary<(int, int), long> _counts = [];
    private readonly Dictionary<(int, int), HashSet<int>> _places = [];
    private readonly PriorityQueue<(int, int), (long Count, int, int)> _frequent = new();

    /// <param name="words">Ids of different words, and how often each comes.</param>
    /// <param name="first">Id of the first merge.</param>
    /// <param name="most">Merges to learn; fewer when there are no more pairs.</param>
    public static List<(int Left, int Right)> Learn(IEnumerable<(int[] Ids, long Count)> words, int first, int most)
    {
        var learning = new BytePairLearning();
        foreach (var (ids, count) in words)
        {
            learning._words.Add(([.. ids], count));
            learning.Add(learning._words.Count - 1, sign: 1, changed: null);
        }

        foreach (var pair in learning._counts.Keys)
            learning.Offer(pair);
        var merges = new List<(int, int)>();
        while (merges.Count < most && learning.Next() is { } pair)
        {
            learning.Merge(pair, first + merges.Count);
            merges.Add(pair);
        }

        return merges;
    }

    private void Offer((int Left, int Right) pair)
    {
        if (_counts[pair] > 0)
            _frequent.Enqueue(pair, (-_counts[pair], pair.Left, pair.Right));
    }

    /// <returns>Null when there is no pair any more.</returns>
    private (int, int)? Next()
    {
        // A count that changed was offered anew; the old offer is passed over.
        while (_frequent.TryDequeue(out var pair, out var order))
        {
            if (_counts[pair] == -order.Count)
                return pair;
        }

        return null;
    }

    private void Merge((int Left, int Right) pair, int merged)
    {
        var changed = new HashSet<(int, int)>();
        foreach (var word in _places[pair].ToArray())
        {
            Add(word, sign: -1, changed);
            var ids = _words[word].Ids;
            var kept = 0;
            for (var i = 0; i < ids.Count; i++)
            {
                var fits = i + 1 < ids.Count && ids[i] == pair.Left && ids[i + 1] == pair.Right;
                ids[kept++] = fits ? merged : ids[i];
                i += fits ? 1 : 0;
            }

            ids.RemoveRange(kept, ids.Count - kept);
            Add(word, sign: 1, changed);
        }

        _counts[pair] = 0;
        _places.Remove(pair);
        foreach (var one in changed.Order())
            Offer(one);
    }

    private void Add(int word, int sign, HashSet<(int, int)>? changed)
    {
        var (ids, count) = _words[word];
        for (var i = 0; i + 1 < ids.Count; i++)
        {
            var pair = (ids[i], ids[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * count;
            changed?.Add(pair);
            if (sign > 0)
                (CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _) ??= []).Add(word);
        }
    }
}
