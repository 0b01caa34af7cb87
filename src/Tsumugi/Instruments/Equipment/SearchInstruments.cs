using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Instruments.Equipment;

/// <param name="May">Why the caller may not book it; null when they may.</param>
/// <param name="Free">The first free time that was asked for; null when nobody asked for one.</param>
/// <param name="Down">The downtime that it is in; null when it can be used.</param>
public sealed record FoundInstrument(Instrument Instrument, Refusal? May, Span? Free, Downtime? Down);

/// <summary>"Which cryo-EM, when, may I?", over the instruments of all institutions.</summary>
/// <param name="Text">Words in Japanese or English; all must be found.</param>
/// <param name="From">A day; nothing for today. Days are meant by the clock at each instrument.</param>
/// <param name="Until">The last day; nothing asks for no free time.</param>
/// <param name="Hours">How long without a break; an hour when nothing is said.</param>
/// <param name="Mine">Only those that the caller may book.</param>
public sealed record SearchInstruments(string? Text, string? Technique, string? Institution, string? From, string? Until, string? Hours, bool Mine, int Page)
{
    public const int PageSize = 50;

    /// <summary>Of how many instruments calendars are read for one answer.</summary>
    private const int MostRead = 1000;

    private const int MostDays = 92;

    public async Task<Outcome<Paged<FoundInstrument>>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var asked = Read(now);
        if (asked.Refused)
            return asked.Refusal!;
        var rows = Matching(db);
        var (page, wanted) = (Math.Max(1, Page), asked.Value);
        if (wanted is null && !Mine)
        {
            var shown = await rows.Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop);
            return new Paged<FoundInstrument>(await LookAsync(db, caller, shown, null, now, stop), await rows.CountAsync(stop), page, PageSize);
        }

        var all = await LookAsync(db, caller, await rows.Take(MostRead).ToListAsync(stop), wanted, now, stop);
        var fitting = all.Where(one => (wanted is null || one.Free is not null) && (!Mine || one.May is null)).OrderBy(one => one.Free?.From).ToList();
        return new Paged<FoundInstrument>([.. fitting.Skip((page - 1) * PageSize).Take(PageSize)], fitting.Count, page, PageSize);
    }

    private IQueryable<Instrument> Matching(HubDb db)
    {
        var rows = db.Set<Instrument>().AsNoTracking().Where(row => row.RetiredAt == null);
        foreach (var word in SearchText.Words(Text))
            rows = rows.Where(row => row.Found.Contains(word));
        if (!string.IsNullOrWhiteSpace(Technique))
            rows = rows.Where(row => EF.Functions.Like((string)(object)row.Techniques, $"%\"{Technique.Trim()}\"%"));
        if (!string.IsNullOrWhiteSpace(Institution))
            rows = rows.Where(row => row.InstitutionId == Institution.Trim());
        return rows.OrderBy(row => row.InstitutionId).ThenBy(row => row.Id);
    }

    private static async Task<List<FoundInstrument>> LookAsync(HubDb db, Caller caller, List<Instrument> rows, Wanted? wanted, DateTime now, CancellationToken stop)
    {
        var ids = rows.ConvertAll(row => row.Id);
        var certificates = await AskBooking.CertificatesAsync(db, caller, stop);
        var courses = rows.Exists(row => row.CourseId is not null) ? (await FindCourse.AllAsync(db, stop)).ToDictionary(course => course.Id, course => course.Title) : [];
        var down = (await FindInstrument.DowntimesAsync(db, ids, now, stop)).ToLookup(row => row.InstrumentId);
        var taken = wanted is null ? null : (await db.Set<Booking>().AsNoTracking()
            .Where(row => ids.Contains(row.InstrumentId) && row.Until > now && (row.State == BookingState.Requested || row.State == BookingState.Booked || row.State == BookingState.InUse))
            .Select(row => new { row.InstrumentId, row.From, row.Until }).ToListAsync(stop)).ToLookup(row => row.InstrumentId, row => new Span(row.From, row.Until));
        return rows.ConvertAll(row => new FoundInstrument(
            row,
            AskBooking.Decide(row, caller, certificates, row.CourseId is { } course && courses.TryGetValue(course, out var title) ? title : null),
            wanted?.First(row, [.. down[row.Id].Select(one => one.Span), .. taken![row.Id]], FindInstrument.AskStaff(caller, row) is null, now),
            down[row.Id].FirstOrDefault(one => one.From <= now)));
    }

    private sealed record Wanted(DateOnly From, DateOnly Until, TimeSpan Length)
    {
        /// <summary>What its rules let nobody book is not offered, but to its staff.</summary>
        public Span? First(Instrument row, IEnumerable<Span> busy, bool byStaff, DateTime now)
        {
            var (from, until) = (LocalTime.ToInstant(row.Zone, From.ToDateTime(default)), LocalTime.ToInstant(row.Zone, Until.AddDays(1).ToDateTime(default)));
            var last = now.AddDays(row.Rules.DaysAhead);
            var within = new Span(from < now ? now : from, byStaff || until < last ? until : last);
            return byStaff || Length <= TimeSpan.FromMinutes(row.Rules.LongestMinutes) ? FreeTime.First(FreeTime.Of(row.Hours, row.Zone, busy, within), Length) : null;
        }
    }

    private Outcome<Wanted?> Read(DateTime now)
    {
        var (from, fromRead) = Day(From);
        var (until, untilRead) = Day(Until);
        var (hours, first) = (Number(Hours), from ?? DateOnly.FromDateTime(now));
        if (new FieldFaults()
            .Need(fromRead, "from", NoDay)
            .Need(untilRead, "until", NoDay)
            .Need(hours is > 0 and <= 336, "hours", new("時間を 0 より大きく 336 以下の数で書いてください。", "Give the hours as a number above 0, up to 336."))
            .Need(until is null || from is null || (until >= from && until.Value.DayNumber - from.Value.DayNumber <= MostDays), "until", new($"期間は {MostDays} 日以内にしてください。", $"Choose a period of at most {MostDays} days."))
            .ToRefusal("bad-period") is { } refusal)
            return refusal;
        return until is null && from is null ? (Wanted?)null : new Wanted(first, until ?? first, TimeSpan.FromHours(hours!.Value));
    }

    private static (DateOnly? Day, bool Read) Day(string? text) =>
        string.IsNullOrWhiteSpace(text) ? (null, true) : DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day, true) : (null, false);

    private static double? Number(string? text) =>
        string.IsNullOrWhiteSpace(text) ? 1 : double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) ? hours : null;

    private static Tsumugi.Hub.Language.Words NoDay { get; } = new("2027-05-10 のように書いてください。", "Write it like 2027-05-10.");
}
