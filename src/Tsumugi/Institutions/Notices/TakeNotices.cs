using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Notices;

/// <summary>Follows the thread, and tells people of what concerns them: each once, whenever the hub stops in between.</summary>
public sealed class TakeNotices(IEnumerable<INoticeSource> sources, HubOptions options)
{
    private const int Batch = 500;

    private readonly ILookup<string, INoticeSource> _sources = sources.SelectMany(source => source.Kinds.Select(kind => (kind, source))).ToLookup(pair => pair.kind, pair => pair.source, StringComparer.Ordinal);

    /// <returns>Whether the end of the thread was reached.</returns>
    public async Task<bool> StepAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var head = await db.Set<EventRow>().MaxAsync(row => (long?)row.Seq, stop) ?? 0;
        if (await db.Set<NoticePlace>().AnyAsync(row => row.Record >= head, stop))
            return true;

        // Others who follow wait here, and then find the place further on.
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var place = await db.Set<NoticePlace>().SingleAsync(stop);
        var kinds = _sources.Select(group => group.Key).ToList();
        var records = await db.Set<EventRow>().AsNoTracking().Where(row => row.Seq > place.Record && row.Seq <= head && kinds.Contains(row.Kind)).OrderBy(row => row.Seq).Take(Batch).ToListAsync(stop);
        foreach (var record in records)
        {
            foreach (var source in _sources[record.Kind])
                await TellAsync(db, record, await source.OfAsync(db, record, stop), now, stop);
        }

        place.Record = records.Count == Batch ? records[^1].Seq : Math.Max(place.Record, head);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return records.Count < Batch;
    }

    private async Task TellAsync(HubDb db, EventRow record, IReadOnlyList<NewNotice> told, DateTime now, CancellationToken stop)
    {
        foreach (var one in told.DistinctBy(one => one.PersonId).Where(one => NodeRef.Of("person", one.PersonId).ToString() != record.Actor))
        {
            if (!await db.Set<Person>().AnyAsync(row => row.Id == one.PersonId, stop))
                continue;
            var notice = new Notice
            {
                PersonId = one.PersonId,
                Record = record.Seq,
                Kind = record.Kind,
                TitleJa = one.Title.Ja,
                TitleEn = one.Title.En,
                Href = one.Href,
                At = HashChain.ReadTime(record.At),
            };
            db.Add(notice);
            await db.SaveChangesAsync(stop);
            var wishes = await db.Set<NoticeWishes>().AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == one.PersonId, stop);
            if (options.Mail is not null && wishes?.ByMail != false)
                db.Add(new NoticeDelivery { NoticeId = notice.Id, Way = NoticeWay.Mail, NextAt = now });
            if (wishes?.Webhook is not null)
                db.Add(new NoticeDelivery { NoticeId = notice.Id, Way = NoticeWay.Webhook, NextAt = now });
        }
    }
}
