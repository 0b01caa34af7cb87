namespace Tsumugi.Formats.GenBank;

/// <summary>A base of a record, counted from 1, and whether the feature's true end lies beyond it.</summary>
/// <param name="Beyond">'&lt;' before it, '&gt;' after it, or none.</param>
public readonly record struct Position(int Base, char? Beyond = null)
{
    public override string ToString() => $"{Beyond}{Base}";
}
