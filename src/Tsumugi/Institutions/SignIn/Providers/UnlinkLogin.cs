using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.SignIn.Providers;

/// <summary>Takes the tie between a login of one's own and a provider away, unless nobody could sign in with that login any more.</summary>
public sealed record UnlinkLogin(string Provider)
{
    /// <returns>Null when it is gone.</returns>
    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, Account account, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var links = await db.Set<IdentityUserLogin<string>>().Where(row => row.UserId == account.Id && row.LoginProvider == Provider).ToListAsync(stop);
        if (links is [])
            return null;
        if (await LoginRules.AskAnotherWayAsync(db, account, links.Count, stop) is { } onlyWay)
            return onlyWay;
        db.RemoveRange(links);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "person.loginUnlinked",
            Subject = NodeRef.Of("person", caller.PersonId!),
            Facts = new Dictionary<string, object?> { ["provider"] = Provider },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }
}
