using Tsumugi.Formats.Tabular;

namespace Tsumugi.Torch.Tokens.Records;

/// <summary>Tabular and clinical values: an id for each feature and bin of its values, and one for its being missing.</summary>
/// <remarks>A numeric feature has bins between quantiles of the training data, a categorical one its frequent categories and one id for all others. The order of a record is kept, so that a series of visits can be one item.</remarks>
public sealed class RecordTokenizer : ITokenizer<IReadOnlyList<Observation>>
{
    private readonly IReadOnlyList<RecordFeature> _features;
    private readonly Dictionary<string, (RecordFeature Feature, int First)> _places = new(StringComparer.Ordinal);

    internal RecordTokenizer(IReadOnlyList<RecordFeature> features)
    {
        _features = features;
        VocabularySize = SpecialTokens.Count;
        foreach (var feature in features)
        {
            if (!_places.TryAdd(feature.Name, (feature, VocabularySize)))
                throw new InvalidDataException($"The feature '{feature.Name}' stands twice in the vocabulary.");
            VocabularySize += feature.Size;
        }
    }

    public string View => "record";

    public int VocabularySize { get; }

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => SpecialTokens.Count;

    public int EndOrdinary => VocabularySize;

    public static RecordTokenizer Load(string folder) => new(VocabularyFolder.Read<IReadOnlyList<RecordFeature>>(folder));

    public void WriteTo(string folder) => VocabularyFolder.Write(folder, _features);

    /// <summary>How many features it knows.</summary>
    public int Features => _features.Count;

    /// <summary>A row of a table: every feature in the order of the vocabulary, so that its place tells which it is even where its value is hidden. A column that is absent is missing; those that are unknown come last.</summary>
    /// <exception cref="UnreadableItemException">A feature is numeric, and the cell is no number.</exception>
    public IReadOnlyList<Observation> Row(IReadOnlyList<string> columns, IReadOnlyList<string?> cells)
    {
        var given = columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        return
        [
            .. _features.Select(feature => Read(feature.Name, given.GetValueOrDefault(feature.Name), feature.Edges is null)),
            .. given.Where(pair => !_places.ContainsKey(pair.Key)).Select(pair => Read(pair.Key, pair.Value, isCategorical: true)),
        ];
    }

    /// <summary>A row of a table whose rows are one record at different times: what was observed then. What is missing was not, and has no token.</summary>
    /// <param name="time">NaN where it is missing.</param>
    /// <exception cref="UnreadableItemException">A feature is numeric, and the cell is no number.</exception>
    public IEnumerable<Observation> At(float time, IReadOnlyList<string> columns, IReadOnlyList<string?> cells) =>
        Row(columns, cells).Where(one => !one.Value.IsMissing).Select(one => one with { Time = float.IsNaN(time) ? null : time });

    /// <summary>A cell of a table.</summary>
    /// <exception cref="UnreadableItemException">The feature is numeric, and the cell is no number.</exception>
    internal static Observation Read(string feature, string? cell, bool isCategorical)
    {
        if (IsMissing(cell))
            return new(feature, default);
        if (isCategorical)
            return new(feature, TabularValue.Of(cell!));
        return TabularValue.TryNumber(cell!, out var number)
            ? new(feature, number)
            : throw new UnreadableItemException($"'{cell}' in column {feature} is no number, as those that the vocabulary was learned from are; correct the cell, or leave it empty.");
    }

    internal static bool IsMissing(string? cell) => TabularOptions.Default.IsMissing(cell);

    /// <summary>A feature or category that training did not see is told to the coverage; the feature becomes the unknown token.</summary>
    public TokenizedItem Tokenize(IReadOnlyList<Observation> item, int maxTokens, CoverageTally? coverage = null)
    {
        if (item.Count == 0)
            throw new UnreadableItemException("The record is empty; give a value of a feature.");
        var ids = new int[item.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = Id(item[i], coverage);
        var enclosed = SpecialTokens.Enclose(ids, maxTokens);
        if (item.All(one => one.Time is null))
            return new(enclosed);
        float[] times = [float.NaN, .. item.Take(enclosed.Length - 2).Select(one => one.Time ?? float.NaN), float.NaN];
        return new(enclosed) { Times = times };
    }

    /// <summary>Observations by time, of which the latest are kept where they are too many; those without a time stand last and stay.</summary>
    /// <param name="left">Observations that were left out.</param>
    /// <inheritdoc cref="Tokenize"/>
    public TokenizedItem TokenizeLatest(IReadOnlyList<Observation> item, int maxTokens, CoverageTally? coverage, out int left)
    {
        var whole = Tokenize(item, int.MaxValue, coverage);
        left = Math.Max(0, whole.Ids.Length - Math.Max(2, maxTokens));
        return left == 0 ? whole : new([whole.Ids[0], .. whole.Ids[(1 + left)..]]) { Times = whole.Times is { } times ? [times[0], .. times[(1 + left)..]] : null };
    }

    private int Id(Observation one, CoverageTally? coverage)
    {
        if (!_places.TryGetValue(one.Feature, out var place))
        {
            coverage?.Unknown(one.Feature);
            return SpecialTokens.Unknown;
        }

        var (bin, known) = place.Feature.Bin(one.Value);
        if (known)
            coverage?.Known();
        else
            coverage?.Unknown($"{one.Feature}={one.Value.Category}");
        return place.First + bin;
    }
}
