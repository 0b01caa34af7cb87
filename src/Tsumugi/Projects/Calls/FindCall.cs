using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Calls;

/// <summary>Calls are for everybody who is signed in.</summary>
public static class FindCall
{
    public static async Task<Outcome<Call>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        return await db.Set<Call>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is { } found ? found : NoSuch(id);
    }

    /// <summary>The one that closes last comes first.</summary>
    public static async Task<Outcome<IReadOnlyList<Call>>> ListAsync(HubDb db, Caller caller, CancellationToken stop) =>
        Gate.AskSignedIn(caller) is { } refusal ? refusal : await db.Set<Call>().AsNoTracking().OrderByDescending(row => row.ClosesAt).ThenBy(row => row.Id).ToListAsync(stop);

    internal static Refusal NoSuch(string id) => Gate.NoSuch(new($"公募 {id} ", $"the call {id}"));
}
