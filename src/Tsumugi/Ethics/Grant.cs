using Tsumugi.Thread;

namespace Tsumugi.Ethics;

/// <summary>A data access committee decided that one rule of one source does not stand in the way of a project, until a day.</summary>
/// <param name="Source">The dataset or model whose rule it is, without a revision.</param>
/// <param name="Rule">As <see cref="Finding.Rule"/>.</param>
/// <param name="Until">The last day.</param>
/// <param name="Decision">The decision itself, on the thread.</param>
public sealed record Grant(NodeRef Source, string Rule, DateOnly Until, NodeRef Decision);
