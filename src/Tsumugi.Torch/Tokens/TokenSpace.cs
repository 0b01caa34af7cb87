namespace Tsumugi.Torch.Tokens;

/// <summary>One id space for several modalities: each vocabulary keeps its ids and is moved by an offset.</summary>
/// <remarks>It is kept in a model's <c>config.json</c> as its list of ranges.</remarks>
public sealed record TokenSpace
{
    /// <summary>In the order of their offsets, without gaps.</summary>
    public required IReadOnlyList<TokenRange> Ranges { get; init; }

    public int Size => Ranges.Count == 0 ? 0 : Ranges[^1].Offset + Ranges[^1].Size;

    /// <exception cref="ArgumentException">A modality comes twice.</exception>
    public static TokenSpace Of(IEnumerable<IVocabulary> vocabularies)
    {
        var ranges = new List<TokenRange>();
        var offset = 0;
        foreach (var vocabulary in vocabularies)
        {
            if (ranges.Any(range => range.View == vocabulary.View))
                throw new ArgumentException($"The modality '{vocabulary.View}' comes twice.", nameof(vocabularies));
            ranges.Add(new(vocabulary.View, offset, vocabulary.VocabularySize));
            offset = checked(offset + vocabulary.VocabularySize);
        }

        return new() { Ranges = ranges };
    }

    /// <exception cref="ArgumentOutOfRangeException">The modality has no such id.</exception>
    public int ToShared(string view, int id)
    {
        var range = Range(view);
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, range.Size);
        return range.Offset + id;
    }

    /// <summary>Moves the ids of an item in place.</summary>
    public void ToShared(string view, Span<int> ids)
    {
        foreach (ref var id in ids)
            id = ToShared(view, id);
    }

    /// <exception cref="ArgumentOutOfRangeException">No modality has the id.</exception>
    public (string View, int Id) ToOwn(int shared)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shared);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shared, Size);
        var range = Ranges.Last(one => one.Offset <= shared && one.Size > 0);
        return (range.View, shared - range.Offset);
    }

    /// <exception cref="ArgumentException">When a stored space has gaps, or does not fit the vocabularies beside it.</exception>
    public void RequireSame(IEnumerable<IVocabulary> vocabularies)
    {
        var expected = Of(vocabularies);
        if (!expected.Ranges.SequenceEqual(Ranges))
            throw new ArgumentException($"The stored id space is {Text(this)}, the vocabularies make {Text(expected)}. Take the vocabularies that were stored with the model.", nameof(vocabularies));
    }

    private static string Text(TokenSpace space) => string.Join(", ", space.Ranges.Select(range => $"{range.View} {range.Offset}–{range.Offset + range.Size - 1}"));

    private TokenRange Range(string view) => Ranges.FirstOrDefault(range => range.View == view)
        ?? throw new ArgumentException($"There is no modality '{view}'; there are {string.Join(", ", Ranges.Select(range => range.View))}.", nameof(view));
}

/// <param name="Offset">Id of the modality's first token in the shared space.</param>
/// <param name="Size">Entries of its vocabulary.</param>
public sealed record TokenRange(string View, int Offset, int Size);
