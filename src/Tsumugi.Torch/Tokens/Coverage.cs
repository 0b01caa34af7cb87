using System.Globalization;

namespace Tsumugi.Torch.Tokens;

/// <summary>How much of what was read a vocabulary knows.</summary>
/// <param name="Of">What was counted, e.g. <c>genes</c>.</param>
/// <param name="Total">Symbols seen.</param>
/// <param name="Unknown">Those that the vocabulary does not have.</param>
/// <param name="Worst">Unknown symbols, most frequent first; the rest is only counted.</param>
/// <param name="MoreUnknown">Different unknown symbols that are not named.</param>
public sealed record Coverage(string Of, long Total, long Unknown, IReadOnlyList<UnknownSymbol> Worst, long MoreUnknown)
{
    /// <summary>From 0 to 1; 1 when nothing was seen.</summary>
    public double Share => Total == 0 ? 1 : (double)(Total - Unknown) / Total;

    /// <param name="threshold">From 0 to 1, as the recipe states it.</param>
    /// <param name="remedy">How to mend it, in one sentence.</param>
    /// <exception cref="LowCoverageException">Less is known.</exception>
    public void RequireAtLeast(double threshold, string remedy)
    {
        if (Share < threshold)
            throw new LowCoverageException(this, threshold, remedy);
    }

    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Total - Unknown} of {Total} {Of} are in the vocabulary ({Share:P1})");
        if (Unknown == 0)
            return text;
        var named = string.Join(", ", Worst.Select(one => one.Count == 1 ? one.Symbol : string.Create(CultureInfo.InvariantCulture, $"{one.Symbol} ({one.Count}×)")));
        return MoreUnknown == 0 ? $"{text}; unknown: {named}" : string.Create(CultureInfo.InvariantCulture, $"{text}; unknown: {named} and {MoreUnknown} more");
    }
}

public sealed record UnknownSymbol(string Symbol, long Count);

/// <summary>A vocabulary does not fit the data: names the symbols that weigh most, and how to mend it.</summary>
public sealed class LowCoverageException(Coverage coverage, double threshold, string remedy)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{coverage}. The recipe asks for {threshold:P1}. {remedy}"))
{
    public Coverage Coverage { get; } = coverage;
}
