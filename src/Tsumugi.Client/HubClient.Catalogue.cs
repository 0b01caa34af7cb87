using Tsumugi.Client.Datasets;

namespace Tsumugi.Client;

/// <summary>Everything that the hub holds.</summary>
public sealed partial class HubClient
{
    /// <param name="chosen">Facet and value, for example <c>layer</c> and <c>protein</c>; a facet may come several times.</param>
    /// <param name="page">From 1.</param>
    public Task<CatalogueView> CatalogueAsync(string? words, IEnumerable<(string Facet, string Value)> chosen, int page, CancellationToken stop) =>
        GetAsync<CatalogueView>($"catalogue{Query([("q", words), .. chosen.Select(one => (one.Facet, (object?)one.Value)), ("page", page)])}", stop);
}
