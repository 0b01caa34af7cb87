using System.Data.Common;

namespace Tsumugi.Thread.Origins;

/// <summary>Keeps what every node came from, in the transaction of the ties that say so.</summary>
/// <remarks>
/// Almost every tie is made with its node, which then has no descendants: two look-ups and a row. A node that something was made from
/// already, and that gains a tie, hands it on to all of them.
/// </remarks>
internal sealed class KeepOrigins(DbConnection connection, DbTransaction transaction) : IDisposable
{
    private static readonly Kept Nothing = new(OriginSet.Empty);

    private readonly OriginCommands _commands = new(connection, transaction);

    // Of this transaction alone: another process may write before the next one.
    private readonly Dictionary<string, Kept> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Kept> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Kept> _numbered = [];

    /// <param name="ties">Of one record, in the index already.</param>
    public void Tied(IReadOnlyList<Tie> ties)
    {
        foreach (var from in ties.GroupBy(tie => tie.From))
        {
            var node = from.Key.ToString();
            if (!Origin.IsMade(node))
                continue;
            var known = _commands.Look(node);
            if (known.IsCleared)
            {
                Settle([node]);
                continue;
            }

            var before = Numbered(known.SetId);
            var after = from.Aggregate(Union(before, Own(node)), (all, tie) => Union(all, SetOf(tie.To.ToString())));
            if (after == before)
                continue;
            Put(node, after);
            if (known.HasDescendants)
                Settle(_commands.Descendants(node));
        }
    }

    public void Dispose() => _commands.Dispose();

    /// <summary>Makes the sets of some nodes anew from their ties, and those of their descendants wherever that changes something.</summary>
    private void Settle(IEnumerable<string> nodes)
    {
        var waiting = new Queue<string>(nodes);
        var queued = waiting.ToHashSet(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var node))
        {
            queued.Remove(node);
            if (!Origin.IsMade(node))
                continue;
            var (all, cleared) = (Nothing, OriginSet.Empty);
            foreach (var (to, isCleared) in _commands.Ties(node))
            {
                if (isCleared)
                    cleared = cleared.Union(Members(Own(to)));
                else
                    all = Union(all, SetOf(to));
            }

            if (!cleared.IsEmpty)
                all = new(Members(all).Except(cleared));
            all = Union(Own(node), all);
            if (Members(all).Equals(Members(SetOf(node))))
                continue;
            Put(node, all);
            foreach (var later in _commands.Descendants(node))
            {
                if (queued.Add(later))
                    waiting.Enqueue(later);
            }
        }
    }

    private Kept SetOf(string node)
    {
        if (!Origin.IsMade(node))
            return Nothing;
        if (_nodes.TryGetValue(node, out var known))
            return known;
        if (_commands.SetOf(node) is { } found)
            return _nodes[node] = Numbered(found);
        var own = Own(node);
        if (own != Nothing)
            Put(node, own);
        return own;
    }

    private Kept Own(string node)
    {
        if (Origin.Of(node) is not { } origin)
            return Nothing;
        if (!_own.TryGetValue(origin, out var own))
            _own[origin] = own = new(OriginSet.Of(_commands.NumberOf(origin)));
        return own;
    }

    private void Put(string node, Kept set)
    {
        if (Members(set).IsEmpty)
        {
            // It was cleared of all that it came from.
            _commands.Remove(node);
            _nodes[node] = Nothing;
            return;
        }

        if (set.Id is not { } id)
        {
            set.Id = id = _commands.NumberOf(Members(set));
            _numbered.TryAdd(id, set);
        }

        _commands.Put(node, id);
        _nodes[node] = set;
    }

    /// <summary>Where one holds the other, and mostly they are the same, nothing is read or made.</summary>
    private Kept Union(Kept one, Kept other)
    {
        if (one == other || other == Nothing)
            return one;
        if (one == Nothing)
            return other;
        var (mine, theirs) = (Members(one), Members(other));
        var union = mine.Union(theirs);
        return ReferenceEquals(union, mine) ? one : ReferenceEquals(union, theirs) ? other : new(union);
    }

    private Kept Numbered(long? id)
    {
        if (id is not { } number)
            return Nothing;
        if (!_numbered.TryGetValue(number, out var known))
            _numbered[number] = known = new(null) { Id = id };
        return known;
    }

    private OriginSet Members(Kept set) => set.Members ??= _commands.Members(set.Id!.Value);

    /// <summary>A set that has its number, its members, or both: each is only asked for when it is needed.</summary>
    private sealed class Kept(OriginSet? members)
    {
        public long? Id { get; set; }

        public OriginSet? Members { get; set; } = members;
    }
}
