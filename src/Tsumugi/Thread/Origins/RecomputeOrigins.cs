using System.Runtime.InteropServices;

namespace Tsumugi.Thread.Origins;

/// <summary>What every node came from, from nothing but all the ties: for hubs that kept none yet, and for auditors.</summary>
public sealed class RecomputeOrigins
{
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OriginSet> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<OriginSet, OriginSet> _shared = [];
    private readonly Dictionary<(OriginSet, OriginSet), OriginSet> _unions = new(ByReference.Instance);
    private readonly List<Node> _order = [];
    private long _last;

    /// <param name="numbers">Origins that have a number already; the others get the next ones.</param>
    public RecomputeOrigins(IEnumerable<(long Number, string Origin)> numbers)
    {
        foreach (var (number, origin) in numbers)
        {
            Numbers[origin] = number;
            _last = Math.Max(_last, number);
        }
    }

    /// <summary>Origin → its number.</summary>
    public Dictionary<string, long> Numbers { get; } = new(StringComparer.Ordinal);

    public void Add(string from, string relation, string to)
    {
        if (!Origin.IsMade(from))
            return;
        var later = NodeOf(from);
        if (relation == Relations.ClearedOf)
        {
            later.Cleared = later.Cleared.Union(Own(to));
        }
        else if (Origin.IsMade(to))
        {
            var earlier = NodeOf(to);
            later.To.Add(earlier);
            earlier.From.Add(later);
        }
    }

    /// <returns>Those that came from something, or are an origin themselves.</returns>
    public IEnumerable<(string Node, OriginSet Set)> Run()
    {
        // In order of their first tie, so that most are settled when they are first looked at.
        var waiting = new Queue<Node>(_order);
        while (waiting.TryDequeue(out var node))
        {
            node.Waits = false;
            var all = node.To.Aggregate(OriginSet.Empty, (set, to) => Union(set, to.Set));
            if (!node.Cleared.IsEmpty)
                all = Shared(all.Except(node.Cleared));
            all = Union(node.Own, all);
            if (ReferenceEquals(all, node.Set))
                continue;
            node.Set = all;
            foreach (var later in node.From.Where(later => !later.Waits))
            {
                later.Waits = true;
                waiting.Enqueue(later);
            }
        }

        return _order.Where(node => !node.Set.IsEmpty).Select(node => (node.Name, node.Set));
    }

    private Node NodeOf(string name)
    {
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(_nodes, name, out var known);
        if (!known)
        {
            node = new(name, Own(name));
            _order.Add(node);
        }

        return node!;
    }

    private OriginSet Own(string name)
    {
        if (Origin.Of(name) is not { } origin)
            return OriginSet.Empty;
        if (!_own.TryGetValue(origin, out var own))
        {
            if (!Numbers.TryGetValue(origin, out var number))
                Numbers[origin] = number = ++_last;
            _own[origin] = own = Shared(OriginSet.Of(number));
        }

        return own;
    }

    private OriginSet Union(OriginSet one, OriginSet other)
    {
        if (ReferenceEquals(one, other) || other.IsEmpty)
            return one;
        if (one.IsEmpty)
            return other;
        if (!_unions.TryGetValue((one, other), out var union))
            _unions[(one, other)] = union = Shared(one.Union(other));
        return union;
    }

    /// <summary>One object for equal sets: comparing is comparing references, and memory holds each once.</summary>
    private OriginSet Shared(OriginSet set)
    {
        if (set.IsEmpty)
            return OriginSet.Empty;
        if (!_shared.TryGetValue(set, out var shared))
            _shared[set] = shared = set;
        return shared;
    }

    private sealed class Node(string name, OriginSet own)
    {
        public string Name => name;

        public OriginSet Own => own;

        public OriginSet Set { get; set; } = OriginSet.Empty;

        public OriginSet Cleared { get; set; } = OriginSet.Empty;

        public List<Node> To { get; } = new(1);

        public List<Node> From { get; } = new(0);

        public bool Waits { get; set; } = true;
    }

    private sealed class ByReference : IEqualityComparer<(OriginSet, OriginSet)>
    {
        public static readonly ByReference Instance = new();

        public bool Equals((OriginSet, OriginSet) x, (OriginSet, OriginSet) y) =>
            ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((OriginSet, OriginSet) obj) => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj.Item1), System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj.Item2));
    }
}
