namespace Tsumugi.Formats.Bgzf;

/// <param name="Reference">Name of the sequence.</param>
/// <param name="Start">First base, from 0.</param>
/// <param name="End">The one behind the last; <see cref="long.MaxValue"/> for all of it.</param>
public sealed record IndexedRegion(string Reference, long Start, long End);

/// <summary>A stretch of a file that holds whole records.</summary>
public readonly record struct IndexedChunk(VirtualOffset Start, VirtualOffset End);

/// <param name="Chunks">In the order of the file; they neither touch nor overlap. Records beside the regions may be among theirs.</param>
/// <param name="Last">Behind the last record that has a place; null when there is none.</param>
/// <param name="References">Names of the sequences that the index knows.</param>
public sealed record IndexAnswer(IReadOnlyList<IndexedChunk> Chunks, VirtualOffset? Last, IReadOnlyList<string> References);
