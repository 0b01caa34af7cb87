using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Notices;

/// <summary>How somebody wants to be told, from now on.</summary>
public static class ChangeWishes
{
    public static async Task<Outcome<NoticeWishesView>> ShowAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var wishes = await FindAsync(db.Set<NoticeWishes>().AsNoTracking(), caller, stop);
        var failed = await (
            from delivery in db.Set<NoticeDelivery>()
            join notice in db.Set<Notice>() on delivery.NoticeId equals notice.Id
            where notice.PersonId == caller.PersonId && delivery.Fault != null
            orderby notice.Id descending
            select new FailedDelivery(delivery.Way == NoticeWay.Mail ? "mail" : "webhook", notice.At, delivery.Fault!, delivery.Tries, delivery.NextAt)).Take(5).ToListAsync(stop);
        return new NoticeWishesView(wishes?.ByMail ?? true, wishes?.Webhook, null, failed);
    }

    /// <returns>With the webhook's secret when its address is another than before: told this once.</returns>
    public static async Task<Outcome<NoticeWishesView>> RunAsync(HubDb db, NoticeWebhook webhook, Caller caller, NoticeWishesRequest asked, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var target = asked.Webhook.OrNull();
        var fits = target is null || (target.Length <= 500 && Uri.TryCreate(target, UriKind.Absolute, out var to) && to.UserInfo.Length == 0 && (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && to.IsLoopback)));
        if (new FieldFaults().Need(fits, "webhook", new("利用者名を含まない https の URL を 500 文字以内で書いてください。", "Give an https address of up to 500 characters, without a user name.")).ToRefusal("bad-wishes") is { } fault)
            return fault;
        if (await FindAsync(db.Set<NoticeWishes>(), caller, stop) is not { } wishes)
            db.Add(wishes = new() { PersonId = caller.PersonId! });
        string? secret = null;
        wishes.ByMail = asked.ByMail;
        if (target is null)
            (wishes.Webhook, wishes.ProtectedSecret) = (null, null);
        else if (target != wishes.Webhook)
        {
            (secret, wishes.ProtectedSecret) = webhook.NewSecret();
            wishes.Webhook = target;
        }

        await db.SaveChangesAsync(stop);
        return new NoticeWishesView(wishes.ByMail, wishes.Webhook, secret, []);
    }

    private static Task<NoticeWishes?> FindAsync(IQueryable<NoticeWishes> all, Caller caller, CancellationToken stop) => all.SingleOrDefaultAsync(row => row.PersonId == caller.PersonId, stop);
}
