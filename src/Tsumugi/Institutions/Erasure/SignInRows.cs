using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Notices;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Institutions.Erasure;

/// <summary>Logins, tokens, memberships and what somebody was told.</summary>
internal sealed class SignInRows : IPersonalRows
{
    public async Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, string person, CancellationToken stop)
    {
        var stewards = db.Set<Membership>().Where(row => row.Role == InstitutionRole.Steward);
        var alone = await stewards.Where(row => row.PersonId == person && !stewards.Any(other => other.InstitutionId == row.InstitutionId && other.PersonId != person)
                && db.Set<Membership>().Any(other => other.InstitutionId == row.InstitutionId && other.PersonId != person))
            .OrderBy(row => row.InstitutionId).Select(row => row.InstitutionId).ToListAsync(stop);
        return alone.ConvertAll(id => new Words($"研究機関 {id} のただ一人の管理者です。別の管理者を決めてください。", $"Nobody else is a steward of the institution {id}; name another one."));
    }

    public async Task EraseAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop)
    {
        foreach (var membership in await db.Set<Membership>().Where(row => row.PersonId == person).ToListAsync(stop))
        {
            db.Remove(membership);
            db.Record(RevokeMembership.Entry(by, membership));
        }

        await db.SaveChangesAsync(stop);
        var accounts = db.Set<Account>().Where(row => row.PersonId == person).Select(row => row.Id);
        await db.Set<IdentityUserClaim<string>>().Where(row => accounts.Contains(row.UserId)).ExecuteDeleteAsync(stop);
        await db.Set<IdentityUserLogin<string>>().Where(row => accounts.Contains(row.UserId)).ExecuteDeleteAsync(stop);
        await db.Set<IdentityUserToken<string>>().Where(row => accounts.Contains(row.UserId)).ExecuteDeleteAsync(stop);
        await db.Set<IdentityUserPasskey<string>>().Where(row => accounts.Contains(row.UserId)).ExecuteDeleteAsync(stop);
        await db.Set<Account>().Where(row => row.PersonId == person).ExecuteDeleteAsync(stop);
        await db.Set<AccessToken>().Where(row => row.PersonId == person).ExecuteDeleteAsync(stop);
        await db.Set<NoticeDelivery>().Where(row => db.Set<Notice>().Any(notice => notice.Id == row.NoticeId && notice.PersonId == person)).ExecuteDeleteAsync(stop);
        await db.Set<Notice>().Where(row => row.PersonId == person).ExecuteDeleteAsync(stop);
        await db.Set<NoticeWishes>().Where(row => row.PersonId == person).ExecuteDeleteAsync(stop);
    }
}
