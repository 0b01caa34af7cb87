using System.Net;
using Ical.Net;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Instruments;

public sealed class BookingTests(InstrumentLab lab) : IClassFixture<InstrumentLab>
{
    private static readonly Caller Staff = new() { PersonId = "staff", Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Researcher } };

    private static CancellationToken Stop => InstrumentLab.Stop;

    /// <summary>Far enough ahead for nobody's notice, near enough for everybody's rules: a Monday at midnight in Japan.</summary>
    internal static DateTime Monday { get; } = Midnight();

    [Fact]
    public async Task One_of_a_hundred_racing_requests_gets_the_time()
    {
        var id = await lab.RegisterAsync("raced");
        await lab.ProjectAsync("member");
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => new HubClient(lab.Hub.Address, await lab.Hub.TokenAsync("member"))));

        // Each overlaps every other one, but no two ask for the same.
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            try
            {
                await clients[number % clients.Length].BookInstrumentAsync(id, At(Monday.AddHours(8).AddMinutes(15 * (number % 8)), Monday.AddHours(10).AddMinutes(15 * (number / 8))) with { Project = "member-work" }, Stop);
                return "booked";
            }
            catch (HubRefusedException refused)
            {
                return refused.Problem.Code;
            }
        }));
        foreach (var client in clients)
            client.Dispose();
        Assert.Equal(["booked", .. Enumerable.Repeat("booking-taken", 99)], answers.Order(StringComparer.Ordinal));
        var rows = await lab.Hub.UseDbAsync(db => db.Set<Booking>().Where(row => row.InstrumentId == id).ToListAsync(Stop));
        Assert.Equal(Assert.Single(rows).Slots().Count(), await lab.Hub.UseDbAsync(db => db.Set<BookingSlot>().CountAsync(row => row.InstrumentId == id, Stop)));
    }

    [Fact]
    public async Task Key_of_the_slots_refuses_a_second_holder_even_where_nobody_looked()
    {
        var id = await lab.RegisterAsync("keyed");
        var made = (await BookAsync(id, At(Monday.AddHours(8), Monday.AddHours(9))))[0];
        await Assert.ThrowsAsync<DbUpdateException>(() => lab.Hub.UseDbAsync(async db =>
        {
            db.Add(new BookingSlot(id, made.From, made.Id));
            return await db.SaveChangesAsync(Stop);
        }));
    }

    [Fact]
    public async Task Everything_wrong_with_a_request_is_said_at_once()
    {
        var id = await lab.RegisterAsync("asked-wrongly");
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => BookAsync(id, new() { From = "soon", Until = "2038-05-10 10:07", Weeks = 99, Purpose = new('x', 501) }));
        Assert.Equal("from,project,purpose,until,weeks", string.Join(',', refused.Problem.Errors.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Rules_of_the_instrument_hold_for_everybody_but_its_staff()
    {
        var id = await lab.RegisterAsync("ruled", one => one with { Hours = "Mon-Fri 09:00-18:00", LongestMinutes = 60, DaysAhead = 21 });
        foreach (var (from, until) in new[] { (8.0, 9.5), (10, 12), (17.5, 18.25), (24 * 21 + 10, 24 * 21 + 11) })
            Assert.Equal("booking-conflicts", await InstrumentLab.CodeAsync(() => BookAsync(id, At(Monday.AddHours(from), Monday.AddHours(until)))));
        Assert.Equal("booking-conflicts", await InstrumentLab.CodeAsync(() => BookAsync(id, At(DateTime.UtcNow.Date.AddDays(-3), DateTime.UtcNow.Date.AddDays(-3).AddHours(1)))));
        await BookAsync(id, At(Monday.AddHours(17), Monday.AddHours(18)));
        await BookAsync(id, At(Monday.AddHours(20), Monday.AddHours(23)), "staff");
        Assert.Equal("project-members-only", await InstrumentLab.CodeAsync(() => BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10)) with { Project = "member-work" }, "outsider")));
        var inside = await lab.RegisterAsync("inside", one => one with { Audience = "institution" });
        Assert.Equal("instrument-members-only", await InstrumentLab.CodeAsync(() => BookAsync(inside, At(Monday.AddHours(9), Monday.AddHours(10)), "outsider")));
        var learned = await lab.RegisterAsync("learned", one => one with { Course = "finetune-protein" });
        Assert.Equal("certificate-needed", await InstrumentLab.CodeAsync(() => BookAsync(learned, At(Monday.AddHours(9), Monday.AddHours(10)))));
        await lab.CertifyAsync("member", "finetune-protein");
        Assert.Single(await BookAsync(learned, At(Monday.AddHours(9), Monday.AddHours(10))));
    }

    [Fact]
    public async Task Every_week_is_all_or_none_with_the_conflicts_listed()
    {
        var id = await lab.RegisterAsync("weekly");
        await BookAsync(id, At(Monday.AddDays(14).AddHours(9), Monday.AddDays(14).AddHours(10)));
        var request = At(Monday.AddHours(9), Monday.AddHours(11)) with { Weeks = 4 };
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => BookAsync(id, request));
        Assert.Equal(("booking-taken", Local(Monday.AddDays(14).AddHours(9))), (refused.Problem.Code, Assert.Single(refused.Problem.Errors.Keys)));
        Assert.Equal(1, await lab.Hub.UseDbAsync(db => db.Set<Booking>().CountAsync(row => row.InstrumentId == id, Stop)));
        var made = await BookAsync(id, request with { Wait = true });
        Assert.Equal(["booked", "booked", "waiting", "booked"], made.Select(one => one.State));
        Assert.Single(made.Select(one => one.Series).Distinct());
    }

    [Fact]
    public async Task Every_week_is_at_the_same_time_of_the_clock_across_the_change()
    {
        var id = await lab.RegisterAsync("summer", one => one with { TimeZone = "Europe/Berlin", DaysAhead = 730 });
        var change = ChangeAhead();
        var made = await BookAsync(id, At(change.AddDays(-7).AddHours(9), change.AddDays(-7).AddHours(10)) with { Weeks = 2 });
        Assert.Equal(TimeSpan.FromHours((7 * 24) - 1), made[1].From - made[0].From);
        Assert.Equal(made[0].Until - made[0].From, made[1].Until - made[1].From);

        // 02:30 does not come on that day.
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => BookAsync(id, At(change.AddDays(-7).AddHours(2.5), change.AddDays(-7).AddHours(4)) with { Weeks = 2 }));
        Assert.Equal(("booking-conflicts", Local(change.AddHours(2.5))), (refused.Problem.Code, Assert.Single(refused.Problem.Errors.Keys)));
        var night = Assert.Single(await BookAsync(id, At(change.AddHours(-2), change.AddHours(6))));
        Assert.Equal(TimeSpan.FromHours(7), night.Until - night.From);
    }

    [Fact]
    public async Task Who_waited_longest_gets_the_time_that_somebody_gives_back()
    {
        var id = await lab.RegisterAsync("wanted", one => one with { NoticeHours = 0 });
        var held = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(12))))[0];
        var first = (await BookAsync(id, At(Monday.AddHours(10), Monday.AddHours(11)) with { Wait = true }, "outsider"))[0];
        var second = (await BookAsync(id, At(Monday.AddHours(10), Monday.AddHours(12)) with { Wait = true }, "staff"))[0];
        var third = (await BookAsync(id, At(Monday.AddHours(11), Monday.AddHours(12)) with { Wait = true }, "staff"))[0];
        Assert.Equal("staff-only", await InstrumentLab.CodeAsync(async () => await (await lab.AsAsync("outsider")).ActOnBookingAsync(held.Id, "cancel", null, Stop)));
        Assert.False((await (await lab.AsAsync("member")).ActOnBookingAsync(held.Id, "cancel", null, Stop)).Late);
        Assert.Equal(["booked", "waiting", "booked"], await StatesAsync(first.Id, second.Id, third.Id));
        await (await lab.AsAsync("staff")).ActOnBookingAsync(first.Id, "cancel", "Lamp", Stop);
        Assert.Equal(["cancelled", "waiting", "booked"], await StatesAsync(first.Id, second.Id, third.Id));
        var kinds = await lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == $"booking:{first.Id}").OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop));
        Assert.Equal(["booking.waiting", "booking.filled", "booking.cancelled"], kinds);
    }

    [Fact]
    public async Task Cancelling_after_the_notice_is_counted()
    {
        var id = await lab.RegisterAsync("noticed", one => one with { NoticeHours = 720 });
        var made = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10))))[0];
        Assert.True((await (await lab.AsAsync("member")).ActOnBookingAsync(made.Id, "cancel", "ill", Stop)).Late);
        Assert.Equal("booking-not-open", await InstrumentLab.CodeAsync(async () => await (await lab.AsAsync("member")).ActOnBookingAsync(made.Id, "cancel", null, Stop)));
        Assert.Single(await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10))));
        Assert.Equal(1, (await lab.Hub.UseDbAsync(db => InstrumentUse.OfAsync(db, id, DateTime.UtcNow, Stop))).Late);
    }

    [Fact]
    public async Task Staff_approve_and_the_time_is_kept_meanwhile()
    {
        var id = await lab.RegisterAsync("approved", one => one with { NeedsApproval = true });
        var asked = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10)), "outsider"))[0];
        Assert.Equal("requested", asked.State);
        Assert.Equal("booking-taken", await InstrumentLab.CodeAsync(() => BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10)))));
        Assert.Equal("staff-only", await InstrumentLab.CodeAsync(async () => await (await lab.AsAsync("outsider")).ActOnBookingAsync(asked.Id, "approve", null, Stop)));
        var staff = await lab.AsAsync("staff");
        using (var page = await lab.Hub.SignedInAsync("staff"))
            Assert.Contains($"/bookings/{asked.Id}", await (await page.GetAsync("/account")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal("booked", (await staff.ActOnBookingAsync(asked.Id, "approve", null, Stop)).State);
        Assert.Equal(["booking.requested"], await lab.Hub.ToldAsync("staff", $"/bookings/{asked.Id}"));
        Assert.Equal(["booking.approved"], await lab.Hub.ToldAsync(asked.Person, $"/bookings/{asked.Id}"));
        var other = (await BookAsync(id, At(Monday.AddHours(13), Monday.AddHours(14)), "outsider"))[0];
        Assert.Equal("bad-decision", await InstrumentLab.CodeAsync(() => staff.ActOnBookingAsync(other.Id, "refuse", "", Stop)));
        Assert.Equal(("refused", "No cells"), await staff.ActOnBookingAsync(other.Id, "refuse", "No cells", Stop) is var refused ? (refused.State, refused.Reason) : default);
        Assert.Equal("approval-needed", await InstrumentLab.CodeAsync(async () => await (await lab.AsAsync("outsider")).WalkUpAsync(id, new("outsider-work", null, 30, null), Stop)));
    }

    [Fact]
    public async Task Downtime_takes_no_booking_and_names_those_that_it_affects()
    {
        var id = await lab.RegisterAsync("fragile");
        var made = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10))))[0];
        var staff = await lab.AsAsync("staff");
        var down = await staff.AnnounceDowntimeAsync(id, new("failure", Local(Monday.AddHours(8)), Local(Monday.AddHours(12)), "Pump"), Stop);
        Assert.Equal([made.Id], down.Affected.Select(one => one.Id));
        Assert.Contains("Pump", (await Assert.ThrowsAsync<HubRefusedException>(() => BookAsync(id, At(Monday.AddHours(11), Monday.AddHours(13)) with { Wait = true }))).Problem.Detail, StringComparison.Ordinal);
        using var booker = await lab.Hub.SignedInAsync("member");
        Assert.Contains("Pump", await (await booker.GetAsync("/account")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var runner = await lab.Hub.SignedInAsync("staff");
        Assert.Contains($"/bookings/{made.Id}", await (await runner.GetAsync($"/instruments/{id}")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        await staff.EndDowntimeAsync(id, down.Id, Stop);
        Assert.Single(await BookAsync(id, At(Monday.AddHours(11), Monday.AddHours(13))));
    }

    [Fact]
    public async Task Use_begins_ends_early_and_gives_back_what_is_left()
    {
        var id = await lab.RegisterAsync("used");
        var made = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(12)), "staff"))[0];
        var waits = (await BookAsync(id, At(Monday.AddHours(11), Monday.AddHours(12)) with { Wait = true }))[0];
        Assert.Equal("too-early", (await RunAsync(new StartUse(made.Id).RunAsync, made.From.AddMinutes(-16))).Refusal?.Code);
        Assert.Null((await RunAsync(new StartUse(made.Id).RunAsync, made.From.AddMinutes(-10))).Refusal);
        var ended = (await RunAsync(new EndUse(made.Id).RunAsync, made.From.AddMinutes(50))).Value;
        Assert.Equal((BookingState.Used, made.From.AddMinutes(50)), (ended.State, ended.EndedAt));
        Assert.Equal(["booked"], await StatesAsync(waits.Id));
        Assert.Single(await BookAsync(id, At(Monday.AddHours(10), Monday.AddHours(11))));
        var body = await lab.Hub.UseDbAsync(db => db.Set<EventRow>().SingleAsync(row => row.Subject == $"booking:{made.Id}" && row.Kind == "booking.ended", Stop));
        Assert.Contains("\"minutes\":60", body.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_came_is_counted_once_and_staff_may_correct_it()
    {
        var id = await lab.RegisterAsync("missed");
        var missed = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10)), "staff"))[0];
        var forgotten = (await BookAsync(id, At(Monday.AddHours(11), Monday.AddHours(12)), "staff"))[0];
        Assert.Null((await RunAsync(new StartUse(forgotten.Id).RunAsync, forgotten.From)).Refusal);
        foreach (var _ in new[] { 1, 2 })
            await lab.Hub.UseDbAsync(db => CloseBookings.RunAsync(db, forgotten.Until, id, Stop));
        Assert.Equal(["noShow", "used"], await StatesAsync(missed.Id, forgotten.Id));
        Assert.Equal(new(1, 1, 0, 1, 0), await lab.Hub.UseDbAsync(db => InstrumentUse.OfAsync(db, id, DateTime.UtcNow, Stop)));
        Assert.Equal("used", (await (await lab.AsAsync("staff")).ActOnBookingAsync(missed.Id, "end", null, Stop)).State);
    }

    [Fact]
    public async Task Walk_up_takes_what_nobody_has()
    {
        var id = await lab.RegisterAsync("at-once");
        var (member, outsider) = (await lab.AsAsync("member"), await lab.AsAsync("outsider"));
        await lab.ProjectAsync("member");
        await lab.ProjectAsync("outsider");
        var made = await member.WalkUpAsync(id, new("member-work", null, 30, "one plate"), Stop);
        Assert.Equal(("inUse", true), (made.State, made.WalkUp));
        Assert.Equal("booking-taken", await InstrumentLab.CodeAsync(() => outsider.WalkUpAsync(id, new("outsider-work", null, 30, null), Stop)));
        Assert.Equal("bad-booking", await InstrumentLab.CodeAsync(() => outsider.WalkUpAsync(id, new(null, null, 0, null), Stop)));
        Assert.Equal("used", (await member.ActOnBookingAsync(made.Id, "end", null, Stop)).State);
    }

    [Fact]
    public async Task Calendar_programs_read_what_was_booked()
    {
        var id = await lab.RegisterAsync("fed", one => one with { NameJa = "とても長い名前のクライオ電子顕微鏡、三号機；予備", NameEn = "A cryo-electron microscope, the third; spare, with a very long name indeed" });
        var made = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10)) with { Purpose = "Lipids, \\ 脂質\nsecond line" }, "outsider"))[0];
        var cancelled = (await BookAsync(id, At(Monday.AddHours(11), Monday.AddHours(12)), "outsider"))[0];
        await (await lab.AsAsync("outsider")).ActOnBookingAsync(cancelled.Id, "cancel", null, Stop);
        var (first, second) = (await FeedAsync(), await FeedAsync());
        using var client = lab.Hub.Client();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(first, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("/api/v1/calendars/はずれ", UriKind.Relative), Stop)).StatusCode);
        using var answer = await client.GetAsync(second, Stop);
        Assert.Equal("text/calendar", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.All(text.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75, line));
        var events = Calendar.Load(text)!.Events.ToDictionary(one => one.Uid!.Split('@')[0]);
        var read = events[made.Id];
        Assert.Equal((made.From, made.Until, "Lipids, \\ 脂質\nsecond line", "CONFIRMED"), (read.DtStart!.AsUtc, read.DtEnd!.AsUtc, read.Description, read.Status));
        Assert.StartsWith("A cryo-electron microscope, the third; spare, with a very long name indeed – ", read.Summary, StringComparison.Ordinal);
        Assert.Equal("CANCELLED", events[cancelled.Id].Status);
        Assert.DoesNotContain(second.ToString().Split('/')[^1], await lab.Hub.StoredTextAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_show_the_week_and_book_from_it()
    {
        var id = await lab.RegisterAsync("seen", one => one with { Hours = "Mon-Sat 09:00-18:00" });
        await lab.ProjectAsync("member");
        using var member = await lab.Hub.SignedInAsync("member");
        var day = Local(Monday)[..10];
        var fields = new Dictionary<string, string> { ["project"] = "member-work", ["from"] = $"{day}T10:00", ["until"] = $"{day}T11:00", ["weeks"] = "2" };
        using var made = await member.SendFormAsync($"/instruments/{id}/calendar", "book-instrument", fields);
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        using var again = await member.SendFormAsync($"/instruments/{id}/calendar", "book-instrument", fields);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        var week = await (await member.GetAsync($"/instruments/{id}/calendar?day={day}")).Content.ReadAsStringAsync(Stop);
        foreach (var holds in new[] { "10:00–11:00", "member-work (member), Booked", "09:00–10:00", "11:00–18:00", "Closed", $"from={day}T11:00" })
            Assert.Contains(holds, WebUtility.HtmlDecode(week), StringComparison.Ordinal);
        var page = made.Headers.Location!.AbsolutePath;
        Assert.Contains("Every week (2 times)", await (await member.GetAsync(page)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var outsider = await lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("cancel-booking", await (await outsider.GetAsync(page)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var cancelled = await member.SendFormAsync(page, "cancel-booking", new Dictionary<string, string> { ["reason"] = "" });
        Assert.Equal(HttpStatusCode.Found, cancelled.StatusCode);
        Assert.Contains("Cancelled", await (await member.GetAsync($"/instruments/{id}/bookings")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retiring_an_instrument_cancels_what_was_to_come()
    {
        var id = await lab.RegisterAsync("leaving");
        var made = (await BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10))))[0];
        using var client = lab.Hub.Client(await lab.Hub.TokenAsync("staff"));
        (await client.PostAsync(new Uri($"/api/v1/instruments/{id}/retire", UriKind.Relative), null, Stop)).EnsureSuccessStatusCode();
        Assert.Equal(["cancelled"], await StatesAsync(made.Id));
        Assert.Equal("instrument-retired", await InstrumentLab.CodeAsync(() => BookAsync(id, At(Monday.AddHours(9), Monday.AddHours(10)))));
    }

    private async Task<Uri> FeedAsync()
    {
        var address = new Uri((await (await lab.AsAsync("outsider")).RenewCalendarFeedAsync(Stop)).Address);
        return new(lab.Hub.Address, address.AbsolutePath);
    }

    private Task<Outcome<Booking>> RunAsync(Func<HubDb, Caller, DateTime, CancellationToken, Task<Outcome<Booking>>> act, DateTime now) => lab.Hub.UseDbAsync(db => act(db, Staff, now, Stop));

    private async Task<List<string>> StatesAsync(params string[] ids)
    {
        var states = new List<string>();
        foreach (var id in ids)
            states.Add((await (await lab.AsAsync("boss")).BookingAsync(id, Stop)).State);
        return states;
    }

    private async Task<IReadOnlyList<BookingView>> BookAsync(string instrument, BookingRequest request, string person = "member")
    {
        await lab.ProjectAsync(person);
        return await (await lab.AsAsync(person)).BookInstrumentAsync(instrument, request.Project == "" ? request with { Project = $"{person}-work" } : request, Stop);
    }

    private static BookingRequest At(DateTime from, DateTime until) => new() { Project = "", From = Local(from), Until = Local(until) };

    internal static string Local(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTime Midnight()
    {
        var day = DateTime.UtcNow.AddHours(9).Date.AddDays(3);
        return day.AddDays((8 - (int)day.DayOfWeek) % 7);
    }

    /// <summary>The next day, at least ten days ahead, on which clocks in Berlin are put forward.</summary>
    private static DateTime ChangeAhead()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var day = DateTime.UtcNow.Date.AddDays(10);
        while (!zone.IsInvalidTime(DateTime.SpecifyKind(day.AddHours(2.5), DateTimeKind.Unspecified)))
            day = day.AddDays(1);
        return day;
    }
}
