using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Tokens.Records;

/// <summary>Learns from training records what bins each feature has.</summary>
/// <param name="bins">Of a numeric feature; fewer where values are few.</param>
/// <param name="categories">Of a categorical feature that get ids of their own.</param>
/// <remarks>Of each numeric feature it keeps at most 65,536 values, every one, then every second, every fourth …, so memory stays bounded and the same records give the same bins.</remarks>
public sealed class RecordLearning(int bins = 32, int categories = 1024)
{
    private const int MostKept = 1 << 16;
    private const int MostCategories = 1 << 16;

    private readonly Dictionary<string, Seen> _features = new(StringComparer.Ordinal);

    public void Add(IReadOnlyList<Observation> record)
    {
        foreach (var one in record)
        {
            var seen = CollectionsMarshal.GetValueRefOrAddDefault(_features, one.Feature, out _) ??= new();
            if (one.Value.Number is { } number)
                seen.Add((float)number);
            else if (one.Value.Category is { } category)
                seen.Add(category);
        }
    }

    /// <exception cref="UnreadableItemException">A feature has numbers and categories.</exception>
    public RecordTokenizer ToTokenizer() => new([.. _features.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.ToFeature(pair.Key, bins, categories))]);

    private sealed class Seen
    {
        private readonly List<float> _numbers = [];
        private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
        private long _seen;
        private long _step = 1;

        public void Add(float number)
        {
            if (_seen++ % _step != 0)
                return;
            _numbers.Add(number);
            if (_numbers.Count < MostKept)
                return;
            for (var i = 0; i < MostKept / 2; i++)
                _numbers[i] = _numbers[2 * i];
            _numbers.RemoveRange(MostKept / 2, MostKept / 2);
            _step *= 2;
        }

        public void Add(string category)
        {
            if (_counts.Count < MostCategories || _counts.ContainsKey(category))
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, category, out _)++;
        }

        public RecordFeature ToFeature(string name, int bins, int categories)
        {
            if (_numbers.Count > 0 && _counts.Count > 0)
                throw new UnreadableItemException($"The feature '{name}' has numbers and categories; read it as one of them.");
            if (_counts.Count > 0)
                return new(name, null, [.. _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(categories).Select(pair => pair.Key)]);

            // The least and the greatest value are no borders between bins.
            double[] edges = _numbers.Count == 0 ? [] : [.. Quantiles.Of(_numbers, bins + 1).Skip(1).SkipLast(1).Distinct()];
            return new(name, edges, null);
        }
    }
}
