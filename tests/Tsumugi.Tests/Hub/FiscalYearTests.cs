using Tsumugi.Hub.Calendar;

namespace Tsumugi.Tests.Hub;

public sealed class FiscalYearTests
{
    [Theory]
    [InlineData("2026-03-31T14:59:59Z", 2025)]
    [InlineData("2026-03-31T15:00:00Z", 2026)]
    [InlineData("2026-12-31T23:00:00Z", 2026)]
    [InlineData("2027-01-01T00:00:00Z", 2026)]
    [InlineData("2019-04-30T00:00:00Z", 2019)]
    public void An_instant_belongs_to_the_year_that_Japan_is_in(string instant, int year) =>
        Assert.Equal(new FiscalYear(year), FiscalYear.Of(DateTime.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime()));

    [Fact]
    public void A_year_begins_in_Japans_first_of_April_and_ends_where_the_next_begins()
    {
        var year = new FiscalYear(2026);

        Assert.Equal(new DateTime(2026, 3, 31, 15, 0, 0, DateTimeKind.Utc), year.Start);
        Assert.Equal(DateTimeKind.Utc, year.Start.Kind);
        Assert.Equal(new FiscalYear(2027).Start, year.End);
        Assert.Equal(year, FiscalYear.Of(year.Start));
        Assert.Equal(new FiscalYear(2027), FiscalYear.Of(year.End));
    }

    [Fact]
    public void A_year_has_a_name_in_both_eras_and_both_languages()
    {
        Assert.Equal("令和8年度（2026年度）", new FiscalYear(2026).Name.Ja);
        Assert.Equal("FY2026 (Reiwa 8)", new FiscalYear(2026).Name.En);
    }
}
