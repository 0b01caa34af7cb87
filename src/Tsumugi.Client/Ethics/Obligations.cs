namespace Tsumugi.Client.Ethics;

/// <summary>What a project owes for having used data.</summary>
/// <param name="Source">The dataset or model whose condition it is.</param>
/// <param name="Rule">A term, for example <c>DUO:0000019</c>.</param>
/// <param name="Due"><c>yyyy-MM-dd</c>, or null when nobody said.</param>
/// <param name="State"><c>overdue</c>, <c>open</c> or <c>fulfilled</c>.</param>
public sealed record ObligationView(string Project, string Source, string OwedTo, string Rule, string? Due, string State, string? Evidence);

/// <param name="Own">Of your projects.</param>
/// <param name="Owed">To the institutions whose steward you are.</param>
public sealed record ObligationsView(IReadOnlyList<ObligationView> Own, IReadOnlyList<ObligationView> Owed);

/// <summary>How an obligation was met.</summary>
public sealed record NewFulfilment(string Source, string Rule, string? Evidence);
