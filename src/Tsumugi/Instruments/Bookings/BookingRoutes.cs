using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Instruments;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Instruments.Bookings;

internal static class BookingRoutes
{
    private const int MostDays = 92;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/instruments/{id}/bookings", CalendarAsync).WithName("ListBookings").WithSummary("Who has an instrument, and when it is free; seven days from a day on unless more are asked for").Produces<InstrumentCalendar>();
        api.MapPost("/instruments/{id}/bookings", BookAsync).WithName("BookInstrument").WithSummary("Book an instrument once or every week, all times or none").Produces<IReadOnlyList<BookingView>>(StatusCodes.Status201Created);
        api.MapPost("/instruments/{id}/walk-up", WalkUpAsync).WithName("WalkUp").WithSummary("Use an instrument that nobody has, from now on").Produces<BookingView>(StatusCodes.Status201Created);
        api.MapGet("/instruments/{id}/calendar.ics", InstrumentIcsAsync).WithName("ReadInstrumentCalendar").WithSummary("An instrument's bookings for calendar programs").Produces<string>(StatusCodes.Status200OK, ICalendar.MediaType);
        api.MapGet("/bookings", MineAsync).WithName("ListOwnBookings").WithSummary("Your bookings to come").Produces<IReadOnlyList<BookingView>>();
        api.MapPost("/bookings/feed", RenewFeedAsync).WithName("RenewCalendarFeed").WithSummary("A new secret address of your bookings for calendar programs; the one before ends").Produces<CalendarFeedView>(StatusCodes.Status201Created);
        api.MapGet("/bookings/{id}", ShowAsync).WithName("ShowBooking").WithSummary("One booking").Produces<BookingView>();
        api.MapPost("/bookings/{id}/cancel", CancelAsync).WithName("CancelBooking").WithSummary("Give a booking back").Produces<BookingView>();
        api.MapPost("/bookings/{id}/approve", ApproveAsync).WithName("ApproveBooking").WithSummary("Approve a booking (staff)").Produces<BookingView>();
        api.MapPost("/bookings/{id}/refuse", RefuseAsync).WithName("RefuseBooking").WithSummary("Do not approve a booking (staff)").Produces<BookingView>();
        api.MapPost("/bookings/{id}/start", StartAsync).WithName("StartUse").WithSummary("Begin to use what you booked").Produces<BookingView>();
        api.MapPost("/bookings/{id}/end", EndAsync).WithName("EndUse").WithSummary("End a use; what is left of its time is free again").Produces<BookingView>();
        api.MapGet("/calendars/{secret}", FeedAsync).WithName("ReadCalendarFeed").WithSummary("Somebody's bookings for calendar programs, by the secret address").Produces<string>(StatusCodes.Status200OK, ICalendar.MediaType);
    }

    private static async Task<IResult> CalendarAsync(ICallers callers, HubDb db, string id, string? from, int days = 7, CancellationToken stop = default)
    {
        var found = await FindInstrument.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var (row, local) = (found.Value, TimeZoneInfo.ConvertTimeFromUtc(DateTime.UtcNow, found.Value.Zone).Date);
        if (new FieldFaults()
            .Need(from is null || LocalTime.TryRead($"{from} 00:00", out local), "from", new("2027-05-10 のように書いてください。", "Write it like 2027-05-10."))
            .Need(days is >= 1 and <= MostDays, "days", new($"1 から {MostDays} 日までにしてください。", $"Choose from 1 to {MostDays} days."))
            .ToRefusal("bad-period") is { } wrong)
            return wrong.ToProblem();
        var week = await InstrumentWeek.OfAsync(db, row, local, days, stop);
        return TypedResults.Ok(new InstrumentCalendar(
            [.. week.Bookings.Select(one => one.ToView())], [.. week.Downtimes.Select(one => one.ToView())], [.. week.Free.Select(span => new FreeView(span.From, span.Until))]));
    }

    private static async Task<IResult> BookAsync(ICallers callers, HubDb db, string id, BookingRequest asked, CancellationToken stop)
    {
        var made = await new BookInstrument(id, asked.Project, asked.Institution, new(asked.From, asked.Until, asked.Weeks), asked.Purpose, asked.Wait)
            .RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/bookings/{made.Value[0].Id}", made.Value.Select(one => one.ToView()));
    }

    private static async Task<IResult> WalkUpAsync(ICallers callers, HubDb db, string id, WalkUpRequest asked, CancellationToken stop)
    {
        var made = await new WalkUp(id, asked.Project, asked.Institution, asked.Minutes, asked.Purpose).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/bookings/{made.Value.Id}", made.Value.ToView());
    }

    private static async Task<IResult> InstrumentIcsAsync(ICallers callers, HubDb db, HubAddress address, string id, CancellationToken stop)
    {
        var found = await FindInstrument.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var now = DateTime.UtcNow;
        var rows = await CalendarFeed.BookingsAsync(db, db.Set<Booking>().Where(row => row.InstrumentId == id), now, stop);
        return Calendar(ICalendar.Write(found.Value.Name.ToString(), rows, address.Value, now));
    }

    private static async Task<IResult> MineAsync(ICallers callers, HubDb db, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return Gate.AskSignedIn(caller) is { } refusal ? refusal.ToProblem() : TypedResults.Ok((await FindBooking.Coming(db, caller.PersonId!, DateTime.UtcNow).ToListAsync(stop)).Select(one => one.ToView()));
    }

    private static async Task<IResult> RenewFeedAsync(ICallers callers, HubDb db, HubAddress address, CancellationToken stop)
    {
        var made = await CalendarFeed.RenewAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created("/api/v1/bookings", new CalendarFeedView(new Uri(address.Value, $"api/v1/calendars/{made.Value}").ToString()));
    }

    private static async Task<IResult> FeedAsync(HubDb db, HubAddress address, string secret, CancellationToken stop)
    {
        var person = await CalendarFeed.OpenAsync(db, secret, stop);
        if (person.Refused)
            return person.Refusal!.ToProblem();
        var now = DateTime.UtcNow;
        var rows = await CalendarFeed.BookingsAsync(db, db.Set<Booking>().Where(row => row.PersonId == person.Value.Id), now, stop);
        return Calendar(ICalendar.Write(person.Value.Name, rows, address.Value, now));
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindBooking.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Booking.ToView());
    }

    private static async Task<IResult> CancelAsync(ICallers callers, HubDb db, string id, BookingReason? asked, CancellationToken stop) =>
        Answer(await new CancelBooking(id, asked?.Reason).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop));

    private static async Task<IResult> ApproveAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        Answer(await new DecideBooking(id, true, null).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop));

    private static async Task<IResult> RefuseAsync(ICallers callers, HubDb db, string id, BookingReason asked, CancellationToken stop) =>
        Answer(await new DecideBooking(id, false, asked.Reason).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop));

    private static async Task<IResult> StartAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        Answer(await new StartUse(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop));

    private static async Task<IResult> EndAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        Answer(await new EndUse(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop));

    private static IResult Answer(Outcome<Booking> outcome) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(outcome.Value.ToView());

    private static ContentHttpResult Calendar(string text) => TypedResults.Text(text, ICalendar.MediaType, Encoding.UTF8);
}
