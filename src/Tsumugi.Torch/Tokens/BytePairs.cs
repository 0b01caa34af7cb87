namespace Tsumugi.Torch.Tokens;

/// <summary>Merges in the order in which they were learned, and their use.</summary>
/// <param name="merges">Pairs of ids that come before the merge's own.</param>
/// <param name="first">Id of the first merge.</param>
internal sealed class BytePairs(IReadOnlyList<(int Left, int Right)> merges, int first)
{
    private readonly Dictionary<(int, int), int> _ranks = merges.Index().ToDictionary(merge => merge.Item, merge => merge.Index);

    public IReadOnlyList<(int Left, int Right)> Merges => merges;

    /// <summary>Applies the earliest merge that fits until none does; the leftmost of the same first.</summary>
    public IEnumerable<int> Encode(int[] ids)
    {
        var next = new int[ids.Length];
        var previous = new int[ids.Length];
        var waiting = new PriorityQueue<(int At, int Left, int Right), (int Rank, int At)>();
        for (var i = 0; i < ids.Length; i++)
        {
            (next[i], previous[i]) = (i + 1, i - 1);
            Offer(i);
        }

        while (waiting.TryDequeue(out var pair, out var order))
        {
            var (at, right) = (pair.At, next[pair.At]);
            if (right >= ids.Length || ids[at] != pair.Left || ids[right] != pair.Right)
                continue;
            (ids[at], ids[right]) = (first + order.Rank, -1);
            next[at] = next[right];
            if (next[at] < ids.Length)
                previous[next[at]] = at;
            Offer(at);
            if (previous[at] >= 0)
                Offer(previous[at]);
        }

        return ids.Where(id => id >= 0);

        void Offer(int at)
        {
            if (next[at] < ids.Length && _ranks.TryGetValue((ids[at], ids[next[at]]), out var rank))
                waiting.Enqueue((at, ids[at], ids[next[at]]), (rank, at));
        }
    }

    /// <summary>The ids of single bytes that an id stands for.</summary>
    public IEnumerable<int> Bytes(int id)
    {
        var rest = new Stack<int>([id]);
        while (rest.TryPop(out var one))
        {
            if (one < first)
            {
                yield return one;
                continue;
            }

            var (left, right) = merges[one - first];
            rest.Push(right);
            rest.Push(left);
        }
    }
}
