namespace Tsumugi.Formats.Genes;

/// <summary>How a coding sequence is read.</summary>
/// <param name="CodonStart">1, 2 or 3: the base with which the first codon begins.</param>
/// <param name="Partial5">The true start lies outside.</param>
/// <param name="Partial3">The true end lies outside.</param>
public readonly record struct ReadingFrame(int CodonStart, bool Partial5, bool Partial3)
{
    public static ReadingFrame Whole { get; } = new(1, false, false);

    /// <summary>The first codon is where translation starts.</summary>
    public bool HasStart => !Partial5 && CodonStart == 1;
}
