namespace Tsumugi.Torch.Retrieval;

/// <summary>Ranking of short texts by shared words (Robertson and Zaragoza 2009; k₁ 1.2, b 0.75).</summary>
public sealed class Bm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly IReadOnlyList<Dictionary<string, int>> _counts;
    private readonly Dictionary<string, int> _holders = new(StringComparer.Ordinal);
    private readonly double _meanLength;

    public Bm25(IReadOnlyList<string> texts)
    {
        _counts = [.. texts.Select(text => Words(text).GroupBy(word => word, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal))];
        foreach (var word in _counts.SelectMany(counts => counts.Keys))
            _holders[word] = _holders.GetValueOrDefault(word) + 1;
        _meanLength = _counts.Count == 0 ? 1 : Math.Max(1, _counts.Average(counts => counts.Values.Sum()));
    }

    /// <returns>One score per text.</returns>
    public float[] Score(string query)
    {
        var scores = new float[_counts.Count];
        foreach (var word in Words(query).Distinct(StringComparer.Ordinal))
        {
            if (!_holders.TryGetValue(word, out var holders))
                continue;
            var weight = Math.Log(1 + (_counts.Count - holders + 0.5) / (holders + 0.5));
            for (var i = 0; i < scores.Length; i++)
            {
                if (!_counts[i].TryGetValue(word, out var count))
                    continue;
                var length = _counts[i].Values.Sum();
                scores[i] += (float)(weight * count * (K1 + 1) / (count + K1 * (1 - B + B * length / _meanLength)));
            }
        }

        return scores;
    }

    private static string[] Words(string text) =>
        text.ToLowerInvariant().Split([' ', '-', '/', ',', '(', ')', ':', ';', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
}
