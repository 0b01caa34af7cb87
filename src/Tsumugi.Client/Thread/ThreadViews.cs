using System.Text.Json;

namespace Tsumugi.Client.Thread;

/// <summary>A node with what it came from and what came from it.</summary>
public sealed record NodeView(
    string Node, IReadOnlyList<RelatedNode> Ancestors, IReadOnlyList<RelatedNode> Descendants, IReadOnlyList<TieView> Ties, bool Truncated);

/// <param name="Depth">Ties away from the node.</param>
public sealed record RelatedNode(string Node, int Depth);

public sealed record TieView(string From, string Relation, string To);

public sealed record EventView(long Seq, DateTime At, string Actor, string Kind, string Subject, JsonElement Facts, string Hash);

/// <param name="Head">Hash of the last sound record; note it down to prove later that nothing was cut off.</param>
/// <param name="Redacted">Records in which pseudonyms stand for people who were erased.</param>
/// <param name="FaultyRecord">Number of the first record that is not what was written, or null.</param>
public sealed record VerdictView(bool Valid, long Length, string Head, long Redacted, long? FaultyRecord, string? Reason);
