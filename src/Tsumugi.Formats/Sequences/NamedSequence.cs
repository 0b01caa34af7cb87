namespace Tsumugi.Formats.Sequences;

/// <summary>A sequence and what it is called, whatever file it came from; letters as written.</summary>
/// <param name="Name">Empty where the file names none.</param>
public sealed record NamedSequence(string Name, string Sequence);
