using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Bookings to come, instruments that somebody looks after, and the address of their calendar.</summary>
internal sealed class BookingRows : IPersonalRows
{
    private static readonly BookingState[] Live = [BookingState.Requested, BookingState.Booked, BookingState.Waiting, BookingState.InUse];

    public async Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, string person, CancellationToken stop)
    {
        var holds = new List<Words>();
        var bookings = await db.Set<Booking>().CountAsync(row => row.PersonId == person && Live.Contains(row.State), stop);
        if (bookings > 0)
            holds.Add(new($"終わっていない予約が {bookings} 件あります。取り消すか、終わるまで待ってください。", $"Bookings of theirs are not over ({bookings}): cancel them, or wait."));
        var staffed = (await db.Set<Instrument>().AsNoTracking().Select(row => new { row.Id, row.Staff }).ToListAsync(stop)).Where(row => row.Staff.Contains(person)).Select(row => row.Id).Order(StringComparer.Ordinal);
        holds.AddRange(staffed.Select(id => new Words($"機器 {id} の担当者です。担当から外してください。", $"They are staff of the instrument {id}; take them off its staff.")));
        return holds;
    }

    public Task EraseAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop) =>
        db.Set<CalendarFeed>().Where(row => row.PersonId == person).ExecuteDeleteAsync(stop);
}
