namespace Tsumugi.Torch.Tokens;

/// <summary>Counts known and unknown symbols while items are read; memory stays bounded whatever the items hold.</summary>
/// <param name="of">What is counted, e.g. <c>genes</c>.</param>
public sealed class CoverageTally(string of)
{
    /// <summary>Different unknown symbols that are told apart.</summary>
    private const int MostDistinct = 1 << 16;

    private const int MostSymbolLength = 64;

    private readonly Dictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private long _known;
    private long _missed;
    private long _untold;

    public void Known(long count = 1) => _known += count;

    public void Unknown(ReadOnlySpan<char> symbol)
    {
        _missed++;
        var lookup = _unknown.GetAlternateLookup<ReadOnlySpan<char>>();
        symbol = symbol[..Math.Min(symbol.Length, MostSymbolLength)];
        if (lookup.TryGetValue(symbol, out var count))
            lookup[symbol] = count + 1;
        else if (_unknown.Count < MostDistinct)
            lookup[symbol] = 1;
        else
            _untold++;
    }

    /// <param name="top">Unknown symbols to name.</param>
    public Coverage Result(int top = 10)
    {
        var worst = _unknown.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(top);
        return new(of, _known + _missed, _missed, [.. worst.Select(pair => new UnknownSymbol(pair.Key, pair.Value))], Math.Max(0, _unknown.Count - top) + _untold);
    }
}
