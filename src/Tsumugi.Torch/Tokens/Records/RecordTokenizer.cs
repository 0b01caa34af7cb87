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
