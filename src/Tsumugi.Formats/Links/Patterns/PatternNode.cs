namespace Tsumugi.Formats.Links.Patterns;

/// <summary>A part of an identifier's pattern. Identifiers are ASCII, so a set of characters is 128 bits.</summary>
internal abstract record PatternNode
{
    public sealed record Set(UInt128 Characters) : PatternNode;

    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    public sealed record Choice(IReadOnlyList<PatternNode> Options) : PatternNode;

    /// <param name="Most">Null for any number.</param>
    public sealed record Repeat(PatternNode Of, int Least, int? Most) : PatternNode;

    /// <summary>What is the identifier itself: the part that is kept.</summary>
    public sealed record Kept(PatternNode Of) : PatternNode;
}
