using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Notices;

/// <summary>What somebody was told, newest first.</summary>
public static class ReadNotices
{
    public const int PageSize = 50;

    public static async Task<Outcome<Paged<NoticeView>>> RunAsync(HubDb db, Caller caller, int page, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var (at, own) = (Math.Max(page, 1), db.Set<Notice>().AsNoTracking().Where(row => row.PersonId == caller.PersonId));
        var rows = await own.OrderByDescending(row => row.Id).Skip((at - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new Paged<NoticeView>(
            [.. rows.Select(row => new NoticeView(row.Id, row.Kind, row.TitleJa, row.TitleEn, row.Href, row.Record, row.At, row.ReadAt))], await own.CountAsync(stop), at, PageSize);
    }

    /// <summary>How many they have not seen yet; told up to 100.</summary>
    public static Task<int> UnreadAsync(HubDb db, string person, CancellationToken stop) =>
        db.Set<Notice>().Where(row => row.PersonId == person && row.ReadAt == null).Take(100).CountAsync(stop);

    /// <returns>Null when all of them count as seen.</returns>
    public static async Task<Refusal?> MarkAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        await db.Set<Notice>().Where(row => row.PersonId == caller.PersonId && row.ReadAt == null).ExecuteUpdateAsync(change => change.SetProperty(row => row.ReadAt, now), stop);
        return null;
    }
}
