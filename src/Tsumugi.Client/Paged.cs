namespace Tsumugi.Client;

/// <summary>One page of a listing.</summary>
/// <param name="Total">Rows in all.</param>
/// <param name="Page">From 1.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Total, int Page, int PageSize);
