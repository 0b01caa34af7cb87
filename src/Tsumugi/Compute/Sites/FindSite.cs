using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Sites;

/// <summary>Sites are known to everybody who is signed in: they choose among them.</summary>
public static class FindSite
{
    public static async Task<Outcome<Site>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        return await db.Set<Site>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, stop) is { } site
            ? site
            : Gate.NoSuch(new($"計算拠点 {id} ", $"the site {id}"));
    }

    public static async Task<Outcome<List<Site>>> AllAsync(HubDb db, Caller caller, CancellationToken stop) =>
        Gate.AskSignedIn(caller) is { } refusal ? refusal : await db.Set<Site>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop);
}
