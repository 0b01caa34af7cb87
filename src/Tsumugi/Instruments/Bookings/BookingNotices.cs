using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Notices;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Who booked hears what became of it; staff hear what waits for them.</summary>
internal sealed class BookingNotices : INoticeSource
{
    public IReadOnlyCollection<string> Kinds { get; } = ["booking.requested", "booking.approved", "booking.refused", "booking.filled", "booking.cancelled"];

    public async Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop)
    {
        var id = NodeRef.Parse(record.Subject).Id;
        if (await db.Set<Booking>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is not { } booking
            || await db.Set<Instrument>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == booking.InstrumentId, stop) is not { } instrument)
            return [];
        var when = $"{JapanTime.Of(booking.From):yyyy-MM-dd HH:mm} JST";
        Words Told(string ja, string en) => new($"{instrument.NameJa}（{when}）：{ja}", $"{instrument.NameEn}, {when}: {en}");
        var (title, href) = (record.Kind switch
        {
            "booking.requested" => Told("予約が承認を待っています", "a booking waits for your approval"),
            "booking.approved" => Told("予約が承認されました", "your booking is approved"),
            "booking.refused" => Told("予約は承認されませんでした", "your booking was not approved"),
            "booking.cancelled" => Told("予約が取り消されました", "your booking was cancelled"),
            _ => booking.State == BookingState.Requested
                ? Told("空きが出て、予約が承認待ちになりました", "time came free, and your booking waits for approval")
                : Told("空きが出て、予約が確定しました", "time came free, and it is booked for you"),
        }, $"/bookings/{booking.Id}");
        return record.Kind == "booking.requested" ? [.. instrument.Staff.Select(person => new NewNotice(person, title, href))] : [new(booking.PersonId, title, href)];
    }
}
