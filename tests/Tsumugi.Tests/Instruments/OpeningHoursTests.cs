using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Tests.Instruments;

public sealed class OpeningHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static DateTime Utc(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal);

    [Theory]
    [InlineData("Mon-Fri 09:00-18:00; Sat 10:00-15:00", "Mon-Fri 09:00-18:00; Sat 10:00-15:00")]
    [InlineData("月-金 9:00〜18:00\n土、日 10:00-15:00", "Mon-Fri 09:00-18:00; Sat,Sun 10:00-15:00")]
    [InlineData("fri-mon 00:00-24:00", "Mon,Fri,Sat,Sun 00:00-24:00")]
    [InlineData("Mon 09:00-12:00; Mon 11:00-13:00", "Mon 09:00-13:00")]
    [InlineData("", "")]
    public void Hours_are_written_as_they_are_read(string text, string written)
    {
        Assert.True(OpeningHours.TryRead(text, out var hours, out _));
        Assert.Equal(written, hours.ToString());
        Assert.True(OpeningHours.TryRead(hours.ToString(), out var again, out _));
        Assert.Equal(hours, again);
    }

    [Theory]
    [InlineData("9-18")]
    [InlineData("Mon 18:00-09:00")]
    [InlineData("Mon 09:00-25:00")]
    [InlineData("Mon 09:70-10:00")]
    [InlineData("Someday 09:00-10:00")]
    [InlineData("月--金 09:00-10:00")]
    public void What_is_no_hours_is_named(string text)
    {
        Assert.False(OpeningHours.TryRead("Tue 09:00-10:00; " + text, out _, out var wrong));
        Assert.Equal(text, wrong);
    }

    [Theory]
    // Clocks go forward at 02:00 on 28 March 2027 and back at 03:00 on 31 October 2027.
    [InlineData("2027-03-28T01:30", false, "2027-03-28T00:30Z")]
    [InlineData("2027-03-28T02:30", false, "2027-03-28T01:30Z")]
    [InlineData("2027-03-28T03:00", false, "2027-03-28T01:00Z")]
    [InlineData("2027-10-31T02:30", false, "2027-10-31T00:30Z")]
    [InlineData("2027-10-31T02:30", true, "2027-10-31T01:30Z")]
    [InlineData("2027-10-31T03:00", false, "2027-10-31T02:00Z")]
    public void A_time_on_the_clock_is_one_instant(string local, bool second, string instant)
    {
        Assert.True(LocalTime.TryRead(local, out var read));
        Assert.Equal(Utc(instant), LocalTime.ToInstant(Berlin, read, second));
    }

    [Theory]
    [InlineData("2027-03-28", 23)]
    [InlineData("2027-10-31", 25)]
    [InlineData("2027-06-01", 24)]
    public void A_whole_day_is_as_long_as_its_clock_says(string day, int hours)
    {
        Assert.True(OpeningHours.TryRead("Mon-Sun 00:00-24:00", out var open, out _));
        Assert.True(LocalTime.TryRead(day + " 00:00", out var local));
        var within = new Span(LocalTime.ToInstant(Berlin, local), LocalTime.ToInstant(Berlin, local.AddDays(1)));
        Assert.Equal(TimeSpan.FromHours(hours), Assert.Single(open.Between(Berlin, within)) is var only ? only.Until - only.From : default);
    }

    [Fact]
    public void Free_time_is_what_is_open_and_not_taken_and_begins_on_the_grid()
    {
        Assert.True(OpeningHours.TryRead("Mon-Fri 09:00-12:00", out var hours, out _));
        Span[] busy = [new(Utc("2027-05-10T07:00Z"), Utc("2027-05-10T07:40Z")), new(Utc("2027-05-10T07:20Z"), Utc("2027-05-10T08:05Z")), new(Utc("2027-05-11T00:00Z"), DateTime.MaxValue)];
        var free = FreeTime.Of(hours, Berlin, busy, new(Utc("2027-05-10T00:00Z"), Utc("2027-05-20T00:00Z")));
        Assert.Equal([new(Utc("2027-05-10T08:05Z"), Utc("2027-05-10T10:00Z"))], free);
        Assert.Equal(new Span(Utc("2027-05-10T08:15Z"), Utc("2027-05-10T09:45Z")), FreeTime.First(free, TimeSpan.FromMinutes(90)));
        Assert.Null(FreeTime.First(free, TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Techniques_have_words_in_both_languages_and_ids_of_their_own()
    {
        Assert.Equal(Technique.All.Count, Technique.All.Select(one => one.Id).Distinct().Count());
        Assert.All(Technique.All, one => Assert.Matches("^[a-z-]+$", one.Id));
        Assert.All(Technique.All, one => Assert.True(one.Name.Ja.Length > 1 && one.Name.En.Length > 1));
    }
}
