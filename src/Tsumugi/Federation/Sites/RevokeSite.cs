using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Federation.Sites;

/// <summary>A site is let in no longer: its key may be in other hands, or it leaves.</summary>
public static class RevokeSite
{
    public static async Task<Outcome<FederationSite>> RunAsync(HubDb db, Caller caller, string id, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (await db.FindAsync<FederationSite>([id], stop) is not { } site)
            return Gate.NoSuch(new($"拠点 {id} ", $"the site {id}"));
        if (Gate.AskSteward(caller, site.InstitutionId) is { } refusal)
            return refusal;
        (site.RevokedAt, site.CodeHash) = (now, null);
        db.Record(new() { Actor = caller.Node, Kind = "participant.revoked", Subject = site.Node });
        await db.SaveChangesAsync(stop);
        return site;
    }
}
