namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Leaves out some of one model's differences from the base, and may enlarge the others.</summary>
internal abstract class Sparsifier
{
    public virtual bool WholeRows => false;

    /// <summary>Looks at the differences that come before <see cref="Apply"/> can be asked.</summary>
    public virtual int Looks => 0;

    public virtual void Look(int look, Tile tile, ReadOnlySpan<double> differences)
    {
    }

    public virtual void Settle(int look)
    {
    }

    /// <summary>Called before each round over the whole tensor that applies it.</summary>
    public virtual void Begin()
    {
    }

    public abstract void Apply(Tile tile, Span<double> differences);
}

/// <summary>Keeps all.</summary>
internal sealed class KeepAll : Sparsifier
{
    public override void Apply(Tile tile, Span<double> differences)
    {
    }
}

/// <summary>Keeps none.</summary>
internal sealed class KeepNone : Sparsifier
{
    public override void Apply(Tile tile, Span<double> differences) => differences.Clear();
}
