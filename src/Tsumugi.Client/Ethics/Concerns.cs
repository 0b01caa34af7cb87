namespace Tsumugi.Client.Ethics;

/// <summary>What a steward says when marking data or a model as of dual-use concern.</summary>
/// <param name="Category">For example <c>enhancedPathogen</c>.</param>
public sealed record NewConcern(string? Category, string? Reason);

/// <param name="Act"><c>public</c>, <c>doi</c>, <c>grant</c> or <c>lift</c>.</param>
/// <param name="Node">What is released: a dataset or model, or the application where its use is granted.</param>
public sealed record NewReview(string? Act, string? Node, bool Yes, string? Comment);

/// <summary>A concern that reaches a dataset or model.</summary>
/// <param name="Node">What was marked: it, or something that it came from.</param>
/// <param name="Institution">Whose stewards review, besides operators.</param>
public sealed record ConcernView(
    string Id, string Node, string Institution, string Category, string Reason, string Person, DateTime At, IReadOnlyList<ReviewView> Reviews);

public sealed record ReviewView(string Act, string Node, string Person, bool Yes, string Comment, DateTime At);
