using Tsumugi.Client.Instruments;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Instruments.Bookings;

internal static class BookingViews
{
    public static BookingView ToView(this Booking row) => new()
    {
        Id = row.Id,
        Instrument = row.InstrumentId,
        Person = row.PersonId,
        Project = row.ProjectId,
        Institution = row.InstitutionId,
        From = row.From,
        Until = row.Until,
        Purpose = row.Purpose,
        State = InstrumentViews.Word(row.State),
        Series = row.SeriesId,
        WalkUp = row.IsWalkUp,
        Reason = row.Reason,
        Late = row.IsLate,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
    };
}
