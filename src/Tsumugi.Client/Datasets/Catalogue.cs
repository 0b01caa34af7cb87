namespace Tsumugi.Client.Datasets;

/// <summary>The answer of <c>GET /api/v1/catalogue</c>.</summary>
/// <param name="Total">Records that the caller may see; a lower bound where <paramref name="AtLeast"/> says so.</param>
/// <param name="AtLeast">There are more than were counted: total and counts are lower bounds, over the newest.</param>
/// <param name="Page">From 1.</param>
public sealed record CatalogueView(int Total, bool AtLeast, int Page, int PageSize, IReadOnlyList<CatalogueItem> Items, IReadOnlyList<CatalogueFacet> Facets);

/// <param name="Node">For example <c>dataset:lab/genomes</c>.</param>
/// <param name="Page">Path of its page on the hub.</param>
/// <param name="Excerpt">The beginning of what is said of it.</param>
/// <param name="Use">"May I use it?"; null for what is not used, as a publication.</param>
public sealed record CatalogueItem(string Node, string Page, string TitleJa, string TitleEn, string Excerpt, DateTime At, IReadOnlyList<CatalogueFacetValue> Facets, CatalogueUse? Use);

/// <param name="Name"><c>layer</c>, <c>organism</c> …</param>
/// <param name="Value">For example <c>protein</c>, <c>NCBITaxon:9606</c>.</param>
public sealed record CatalogueFacetValue(string Name, string Value);

/// <param name="Ruling"><c>yes</c>, <c>afterStep</c> or <c>no</c>.</param>
/// <param name="Answer">In a few words, in the language asked for.</param>
/// <param name="Why">The reason and the next step, or null.</param>
public sealed record CatalogueUse(string Ruling, string Answer, string? Why);

/// <param name="Values">The most frequent first, and those that were asked for.</param>
public sealed record CatalogueFacet(string Name, string TitleJa, string TitleEn, IReadOnlyList<CatalogueFacetCount> Values);

/// <param name="Count">Of the records found; a lower bound where the answer says so.</param>
public sealed record CatalogueFacetCount(string Value, string TitleJa, string TitleEn, int Count, bool Chosen);
