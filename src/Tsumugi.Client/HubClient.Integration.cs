using Tsumugi.Client.Integration;

namespace Tsumugi.Client;

/// <summary>Searches for a good merge.</summary>
public sealed partial class HubClient
{
    public Task<Paged<MergeSearchView>> MergeSearchesAsync(CancellationToken stop) => GetAsync<Paged<MergeSearchView>>("integration/searches", stop);

    public Task<MergeSearchView> BeginMergeSearchAsync(MergeSearchRequest request, CancellationToken stop) => PostAsync<MergeSearchRequest, MergeSearchView>("integration/searches", request, stop);

    public Task<MergeSearchView> MergeSearchAsync(string id, CancellationToken stop) => GetAsync<MergeSearchView>($"integration/searches/{id}", stop);

    public Task<MergeSearchView> CancelMergeSearchAsync(string id, CancellationToken stop) => PostAsync<object, MergeSearchView>($"integration/searches/{id}/cancel", new { }, stop);
}
