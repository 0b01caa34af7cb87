namespace Tsumugi.Torch.Tokens;

/// <summary>An item as a model takes it in: ids, and beside each id what its modality adds.</summary>
/// <param name="Ids">[length], with the beginning and the end marked.</param>
public sealed record TokenizedItem(int[] Ids)
{
    /// <summary>A number beside each id (expression value or bin): [length]; 0 beside marks.</summary>
    public float[]? Values { get; init; }

    /// <summary>Time beside each id, in the unit of the data: [length]; NaN where none is known.</summary>
    public float[]? Times { get; init; }

    /// <summary>What stands at the ids that are patches of an image.</summary>
    public ImagePatches? Patches { get; init; }
}

/// <summary>Patches of an image, row after row.</summary>
/// <param name="Pixels">[count, patch · patch · channels], from 0 to 1.</param>
/// <param name="Rows">Row of each patch in the grid: [count].</param>
/// <param name="Columns">Column of each patch in the grid: [count].</param>
public sealed record ImagePatches(float[] Pixels, int[] Rows, int[] Columns)
{
    public int Count => Rows.Length;
}
