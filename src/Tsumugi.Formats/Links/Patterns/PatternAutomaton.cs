namespace Tsumugi.Formats.Links.Patterns;

/// <summary>A deterministic automaton over bytes: one step for each byte, whatever the pattern.</summary>
internal sealed class PatternAutomaton
{
    private const int MostStates = 4000;
    private const ushort Dead = 0;

    private readonly ushort[] _next;
    private readonly bool[] _accepts;

    private PatternAutomaton(ushort[] next, bool[] accepts) => (_next, _accepts) = (next, accepts);

    /// <summary>Whether the whole text fits.</summary>
    public bool Fits(ReadOnlySpan<byte> text)
    {
        var state = 1;
        foreach (var b in text)
        {
            if (b >= 128)
                return false;
            state = _next[(state << 7) | b];
        }

        return _accepts[state];
    }

    /// <exception cref="FormatException">When it would have too many states.</exception>
    public static PatternAutomaton Make(PatternNode node)
    {
        var steps = new Steps();
        var start = steps.Add(node, steps.Accept());
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var sets = new List<int[]> { Array.Empty<int>() };
        var next = new List<ushort[]> { new ushort[128] };
        Find(steps.Closure([start]));
        for (var at = 1; at < sets.Count; at++)
        {
            var row = new ushort[128];
            next.Add(row);
            for (var c = 0; c < 128; c++)
                row[c] = Find(steps.Closure(steps.On(sets[at], c)));
        }

        return new([.. next.SelectMany(row => row)], [.. sets.Select(steps.Accepts)]);

        ushort Find(int[] set)
        {
            if (set.Length == 0)
                return Dead;
            var key = string.Join(',', set);
            if (known.TryGetValue(key, out var found))
                return (ushort)found;
            if (sets.Count > MostStates)
                throw new FormatException($"The pattern needs more than {MostStates} states; write it with fewer or smaller repetitions.");
            known.Add(key, sets.Count);
            sets.Add(set);
            return (ushort)(sets.Count - 1);
        }
    }

    /// <summary>The same pattern with choices left open, after Thompson.</summary>
    private sealed class Steps
    {
        private const int Most = 20_000;
        private readonly List<(UInt128 On, int To, int Or)> _all = [];

        public int Accept() => Put(UInt128.Zero, -1, -1);

        public bool Accepts(int[] set) => Array.Exists(set, state => _all[state] is { To: -1 });

        public int Add(PatternNode node, int after) => node switch
        {
            PatternNode.Set set => Put(set.Characters, after, -1),
            PatternNode.Kept kept => Add(kept.Of, after),
            PatternNode.Sequence sequence => sequence.Parts.Reverse().Aggregate(after, (next, part) => Add(part, next)),
            PatternNode.Choice choice => choice.Options.Select(option => Add(option, after)).ToList().Aggregate((one, other) => Put(UInt128.Zero, one, other)),
            PatternNode.Repeat repeat => Repeat(repeat, after),
            _ => throw new ArgumentException(node.GetType().Name, nameof(node)),
        };

        public IEnumerable<int> On(int[] set, int c) => set.Where(state => (_all[state].On >> c & 1) != 0).Select(state => _all[state].To);

        public int[] Closure(IEnumerable<int> from)
        {
            var (seen, todo) = (new SortedSet<int>(), new Stack<int>(from));
            while (todo.TryPop(out var state))
            {
                if (state < 0 || !seen.Add(state))
                    continue;
                var (on, to, or) = _all[state];
                if (on != UInt128.Zero)
                    continue;
                todo.Push(to);
                todo.Push(or);
            }

            return [.. seen.Where(state => _all[state].On != UInt128.Zero || _all[state].To < 0)];
        }

        private int Repeat(PatternNode.Repeat repeat, int after)
        {
            var next = after;
            if (repeat.Most is { } most)
            {
                for (var time = repeat.Least; time < most; time++)
                    next = Put(UInt128.Zero, Add(repeat.Of, next), after);
            }
            else
            {
                next = Put(UInt128.Zero, -2, after);
                _all[next] = (UInt128.Zero, Add(repeat.Of, next), after);
            }

            for (var time = 0; time < repeat.Least; time++)
                next = Add(repeat.Of, next);
            return next;
        }

        private int Put(UInt128 on, int to, int or)
        {
            if (_all.Count >= Most)
                throw new FormatException("The pattern is too large; write it with fewer or smaller repetitions.");
            _all.Add((on, to, or));
            return _all.Count - 1;
        }
    }
}
