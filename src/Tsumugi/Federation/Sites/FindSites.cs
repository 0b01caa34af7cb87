using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Federation.Sites;

/// <summary>Sites are known to everybody who is signed in: they are whom one may ask. Their datasets' names are part of that; the datasets themselves are not.</summary>
public static class FindSites
{
    public static async Task<List<FederationSiteView>> ViewsAsync(HubDb db, CancellationToken stop)
    {
        var datasets = await db.Set<SiteDatasetRow>().AsNoTracking().ToListAsync(stop);
        return [.. (await db.Set<FederationSite>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop)).Select(site => site.ToView(datasets))];
    }
}
