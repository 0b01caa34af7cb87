namespace Tsumugi.Merging.Methods;

/// <summary>The merge of one tensor under way: looks at all of it as often as it must, then combines it piece by piece.</summary>
internal abstract class TensorMerge
{
    /// <summary>True when pieces must hold whole rows, i.e. runs along the last dimension.</summary>
    public virtual bool WholeRows => false;

    /// <summary>Asked before the look of that number, from 0, and after all before it are settled.</summary>
    public virtual bool Wants(int look) => false;

    public virtual void Look(int look, Tile tile)
    {
    }

    /// <summary>Puts together what segments found, in their order.</summary>
    public virtual void Settle(int look)
    {
    }

    public abstract void Combine(Tile tile, Span<double> result);
}
