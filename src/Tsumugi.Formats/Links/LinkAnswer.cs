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

    internal void Begin(int identifier) => _starts[identifier] = Targets.Count;

    internal void Add(int identifier, ReadOnlySpan<byte> target)
    {
        Targets.Add(target);
        _counts[identifier]++;
    }

    internal void Repeat(int identifier, int same) => (_starts[identifier], _counts[identifier]) = (_starts[same], _counts[same]);
}
