using Tsumugi.Formats.Coordinates;

namespace Tsumugi.Formats.Gff3;

/// <summary>A line that begins with '##', such as <c>##species URI</c>.</summary>
/// <param name="Line">1-based.</param>
public sealed record Gff3Directive(string Name, string Value, long Line);

/// <summary>The bounds of a landmark, from <c>##sequence-region seqid start end</c>.</summary>
public sealed record Gff3Region(string SequenceId, BasePosition First, BasePosition Last)
{
    public BaseRange Range => BaseRange.Inclusive(First, Last);
}
