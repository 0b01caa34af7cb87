namespace Tsumugi.Formats.Links;

/// <summary>What identifiers are linked with, by their numbers.</summary>
public sealed class LinkAnswer
{
    private readonly int[] _starts;
    private readonly int[] _counts;

    internal LinkAnswer(int count) => (_starts, _counts) = (new int[count], new int[count]);

    /// <summary>All that was found; an identifier's own are those in <see cref="Of"/>.</summary>
    public IdentifierList Targets { get; } = new();

    /// <returns>The numbers in <see cref="Targets"/> of what the identifier is linked with.</returns>
    public (int Start, int Count) Of(int identifier) => (_starts[identifier], _counts[identifier]);

    /// <summary>What several stores said to the same identifiers, each target once.</summary>
    public static LinkAnswer Union(IReadOnlyList<LinkAnswer> answers)
    {
        if (answers.Count == 1)
            return answers[0];
        var all = new LinkAnswer(answers[0]._starts.Length);
        for (var at = 0; at < all._starts.Length; at++)
        {
            all.Begin(at);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var answer in answers)
            {
                for (var next = answer._starts[at]; next < answer._starts[at] + answer._counts[at]; next++)
                {
                    if (seen.Add(answer.Targets.Text(next)))
                        all.Add(at, answer.Targets[next]);
                }
            }
        }

        return all;
    }

    internal void Begin(int identifier) => _starts[identifier] = Targets.Count;

    internal void Add(int identifier, ReadOnlySpan<byte> target)
    {
        Targets.Add(target);
        _counts[identifier]++;
    }

    internal void Repeat(int identifier, int same) => (_starts[identifier], _counts[identifier]) = (_starts[same], _counts[same]);
}
