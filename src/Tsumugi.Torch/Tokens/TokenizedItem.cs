namespace Tsumugi.Torch.Tokens;

/// <summary>An item as a model takes it in: ids, and beside each id what its modality adds.</summary>
/// <param name="Ids">[length], with the beginning and the end marked.</param>
public sealed record TokenizedItem(int[] Ids)
{
    /// <summary>Numbers beside each id, <see cref="IVocabulary.Numbers"/> of them (an expression value, the pixels of a patch): [length · numbers]; 0 beside marks, NaN where they are hidden.</summary>
    public float[]? Numbers { get; init; }

    /// <summary>Time beside each id, in the unit of the data: [length]; NaN where none is known.</summary>
    public float[]? Times { get; init; }
}
