using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Notices;

/// <summary>Sends what is due by mail and to webhooks. A hub that is stopped in between may send one twice, and loses none.</summary>
public sealed class SendNotices(NoticeMail mail, NoticeWebhook webhook)
{
    private const int Batch = 20;

    /// <summary>How long each failed try waits for the next; then it is given up.</summary>
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24)];

    /// <returns>Whether nothing more is due.</returns>
    public async Task<bool> StepAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var due = await db.Set<NoticeDelivery>().Where(row => row.NextAt != null && row.NextAt <= now).OrderBy(row => row.NextAt).Take(Batch).ToListAsync(stop);
        var ids = due.ConvertAll(row => row.NoticeId);
        var notices = await db.Set<Notice>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, stop);
        foreach (var delivery in due)
        {
            var notice = notices[delivery.NoticeId];
            var fault = delivery.Way == NoticeWay.Mail ? await mail.SendAsync(db, notice, stop) : await webhook.SendAsync(db, notice, stop);
            delivery.Tries++;
            delivery.Fault = fault;
            if (fault is null)
                (delivery.SentAt, delivery.NextAt) = (now, null);
            else
                delivery.NextAt = delivery.Tries <= Waits.Length ? now + Waits[delivery.Tries - 1] : null;
            await db.SaveChangesAsync(stop);
        }

        return due.Count < Batch;
    }
}
