using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Talent.Badges;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Instruments;

public sealed class EquipmentTests(InstrumentLab lab) : IClassFixture<InstrumentLab>
{
    private static CancellationToken Stop => InstrumentLab.Stop;

    [Fact]
    public async Task Registered_instrument_is_shown_and_on_the_thread()
    {
        var id = await lab.RegisterAsync("shown", one => one with { Hours = "月-金 9:00-18:00", PriceInside = 1000, PriceOutside = 2500.5m, Serial = "SN-7" });
        var found = await (await lab.AsAsync("outsider")).InstrumentAsync(id, Stop);
        Assert.Equal(("Mon-Fri 09:00-18:00", 2500.5m, "JPY", true), (found.Instrument.Hours, found.Instrument.PriceOutside, found.Instrument.Currency, found.MayBook));
        var row = await lab.Hub.UseDbAsync(db => db.Set<EventRow>().SingleAsync(one => one.Subject == "instrument:shown", Stop));
        Assert.Equal(("instrument.registered", """[["instrument:shown","belongsTo","institution:lab"],["instrument:shown","runBy","person:staff"]]"""), (row.Kind, row.Ties));
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once()
    {
        var steward = await lab.AsAsync("steward");
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => steward.RegisterInstrumentAsync(
            new()
            {
                Id = "No Good",
                Institution = "lab",
                NameJa = "",
                NameEn = new('x', 201),
                TimeZone = "Mars/Olympus",
                Identifier = "my machine",
                Techniques = ["guessing"],
                Staff = ["outsider"],
                Hours = "always",
                Course = "nothing",
                Audience = "friends",
                LongestMinutes = 0,
                DaysAhead = 0,
                NoticeHours = -1,
                PriceInside = -1,
                Currency = "yen",
            }, Stop));
        Assert.Equal(
            ("bad-instrument", "audience,course,currency,daysAhead,hours,id,identifier,longestMinutes,manufacturer,model,nameEn,nameJa,noticeHours,place,priceInside,priceOutside,staff,techniques,timeZone"),
            (refused.Problem.Code, string.Join(',', refused.Problem.Errors.Keys.Order(StringComparer.Ordinal))));
    }

    [Fact]
    public async Task Identifier_is_kept_without_its_resolver_and_belongs_to_one_instrument()
    {
        await lab.RegisterAsync("with-doi", one => one with { Identifier = "https://doi.org/10.5072/ABC-1" });
        Assert.Equal("10.5072/abc-1", (await (await lab.AsAsync("member")).InstrumentAsync("with-doi", Stop)).Instrument.Identifier);
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => lab.RegisterAsync("same-doi", one => one with { Identifier = "doi:10.5072/abc-1" }));
        Assert.Equal(["identifier"], refused.Problem.Errors.Keys);
        Assert.Equal("name-taken", await InstrumentLab.CodeAsync(() => lab.RegisterAsync("with-doi")));
    }

    [Theory]
    [InlineData("cryoEM")]
    [InlineData("クライオ電顕")]
    [InlineData("ＣＲＹＯ－ＥＭ")]
    [InlineData("krios 電子顕微鏡")]
    [InlineData("electron microscopy frost")]
    public async Task Instrument_is_found_by_words_of_either_language(string words)
    {
        await EnsureAsync("frost", one => one with { NameEn = "Frost", Techniques = ["cryo-em"] });
        var found = await (await lab.AsAsync("outsider")).InstrumentsAsync(new(words, null, null, null, null, null, false), Stop);
        Assert.Equal(["frost"], found.Items.Select(one => one.Instrument.Id));
    }

    [Fact]
    public async Task Search_says_when_it_is_free_and_what_stands_in_the_way()
    {
        var monday = BookingTests.Monday;
        var day = BookingTests.Local(monday)[..10];
        await lab.RegisterAsync("open-monday", one => one with { Techniques = ["nmr"], Hours = "Mon 10:00-12:00", Course = "sequences-to-embeddings" });
        await lab.RegisterAsync("serviced", one => one with { Techniques = ["nmr"] });
        await lab.RegisterAsync("too-far", one => one with { Techniques = ["nmr"], DaysAhead = 1 });
        await lab.RegisterAsync("too-short", one => one with { Techniques = ["nmr"], LongestMinutes = 60 });
        await lab.RegisterAsync("inside-only", one => one with { Techniques = ["nmr"], Audience = "institution" });
        await (await lab.AsAsync("staff")).AnnounceDowntimeAsync("serviced", new("maintenance", null, null, "Service"), Stop);
        await lab.ProjectAsync("staff");
        await (await lab.AsAsync("staff")).BookInstrumentAsync("inside-only", new() { Project = "staff-work", From = $"{day} 00:00", Until = $"{day} 09:15" }, Stop);
        var outsider = await lab.AsAsync("outsider");
        InstrumentQuery Nmr(string hours, bool mine) => new(null, "nmr", null, day, day, hours, mine);
        var found = (await outsider.InstrumentsAsync(Nmr("1.5", false), Stop)).Items.ToDictionary(one => one.Instrument.Id);
        Assert.Equal(["inside-only", "open-monday"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((monday.AddHours(10 - 9), monday.AddHours(9.25 - 9)), (found["open-monday"].FreeFrom!.Value, found["inside-only"].FreeFrom!.Value));
        Assert.Equal(("certificate-needed", "instrument-members-only"), (found["open-monday"].Obstacle!.Code, found["inside-only"].Obstacle!.Code));
        Assert.Contains("/courses/sequences-to-embeddings", found["open-monday"].Obstacle!.Remedy, StringComparison.Ordinal);
        Assert.Empty((await outsider.InstrumentsAsync(Nmr("2.5", true), Stop)).Items);

        await lab.CertifyAsync("outsider", "sequences-to-embeddings");
        Assert.Equal(["open-monday"], (await outsider.InstrumentsAsync(Nmr("1.5", true), Stop)).Items.Select(one => one.Instrument.Id));
        await lab.Hub.UseDbAsync(db => db.Set<Badge>().ExecuteUpdateAsync(change => change.SetProperty(row => row.RevokedAt, DateTime.UtcNow), Stop));
        Assert.False((await outsider.InstrumentAsync("open-monday", Stop)).MayBook);
    }

    [Fact]
    public async Task Wrong_questions_are_refused_with_all_faults() => Assert.Equal(
        ["from", "hours", "until"],
        (await Assert.ThrowsAsync<HubRefusedException>(async () => await (await lab.AsAsync("member")).InstrumentsAsync(new(null, null, null, "soon", "later", "many", false), Stop))).Problem.Errors.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Downtime_is_announced_by_its_staff_on_its_own_clock_and_ended()
    {
        await lab.RegisterAsync("berlin", one => one with { TimeZone = "Europe/Berlin" });
        var staff = await lab.AsAsync("staff");
        Assert.Equal("staff-only", await InstrumentLab.CodeAsync(async () => await (await lab.AsAsync("member")).AnnounceDowntimeAsync("berlin", new("failure", null, null, "x"), Stop)));
        var made = await staff.AnnounceDowntimeAsync("berlin", new("maintenance", "2038-07-01 09:00", "2038-07-01 17:00", "Service"), Stop);
        Assert.Equal(new DateTime(2038, 7, 1, 7, 0, 0, DateTimeKind.Utc), made.From);
        var ended = await staff.EndDowntimeAsync("berlin", made.Id, Stop);
        Assert.Equal(ended.From, ended.Until);
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => staff.AnnounceDowntimeAsync("berlin", new("holiday", "tomorrow", "2020-01-01 00:00", ""), Stop));
        Assert.Equal(["from", "kind", "reason", "until"], refused.Problem.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Pidinst_names_what_identifies_it()
    {
        await lab.RegisterAsync("described", one => one with { Identifier = "21.T11998/0001", Serial = "S-1", Techniques = ["mri"] });
        using var client = lab.Hub.Client(await lab.Hub.TokenAsync("member"));
        var json = await client.GetFromJsonAsync<JsonElement>("/api/v1/instruments/described/pidinst", Stop);
        Assert.Equal(("Handle", "21.T11998/0001"), (json.GetProperty("Identifier").GetProperty("identifierType").GetString(), json.GetProperty("Identifier").GetProperty("identifierValue").GetString()));
        Assert.EndsWith("/instruments/described", json.GetProperty("LandingPage").GetString(), StringComparison.Ordinal);
        Assert.Equal(["SerialNumber", "Other"], json.GetProperty("AlternateIdentifier").EnumerateArray().Select(one => one.GetProperty("alternateIdentifierType").GetString()));
        Assert.Equal(
            ["AlternateIdentifier", "Identifier", "InstrumentType", "LandingPage", "Manufacturer", "Model", "Name", "Owner", "SchemaVersion"],
            json.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Pages_register_change_and_retire_an_instrument()
    {
        using var steward = await lab.Hub.SignedInAsync("steward");
        var fields = new Dictionary<string, string>
        {
            ["id"] = "by-form",
            ["institution"] = "lab",
            ["nameJa"] = "顕微鏡",
            ["nameEn"] = "Microscope <b>",
            ["place"] = "B1",
            ["timeZone"] = "Asia/Tokyo",
            ["manufacturer"] = "Maker",
            ["model"] = "M",
            ["techniques"] = "confocal-microscopy",
            ["staff"] = "steward staff",
            ["hours"] = "",
            ["audience"] = "everybody",
            ["longestMinutes"] = "60",
            ["daysAhead"] = "7",
            ["noticeHours"] = "1",
        };
        using var wrong = await steward.SendFormAsync("/instruments/new", "register-instrument", new Dictionary<string, string>(fields) { ["hours"] = "nine to five" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("nine to five", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var made = await steward.SendFormAsync("/instruments/new", "register-instrument", fields);
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        using var down = await steward.SendFormAsync("/instruments/by-form", "announce-downtime", new Dictionary<string, string> { ["kind"] = "failure", ["reason"] = "Laser" });
        Assert.Equal(HttpStatusCode.Found, down.StatusCode);
        using var outsider = await lab.Hub.SignedInAsync("outsider");
        var page = await (await outsider.GetAsync("/instruments/by-form")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("Laser", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("announce-downtime", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await outsider.GetAsync("/instruments/by-form/change")).StatusCode);
        Assert.DoesNotContain("/instruments/by-form", await (await outsider.GetAsync("/instruments?q=confocal&from=2038-01-01")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var notYet = await steward.SendFormAsync("/instruments/by-form/change", "retire-instrument", new Dictionary<string, string> { ["typed"] = "other" });
        Assert.Equal(HttpStatusCode.BadRequest, notYet.StatusCode);
        using var retired = await steward.SendFormAsync("/instruments/by-form/change", "retire-instrument", new Dictionary<string, string> { ["typed"] = "by-form" });
        Assert.Equal(HttpStatusCode.Found, retired.StatusCode);
        Assert.Equal("instrument-retired", (await (await lab.AsAsync("outsider")).InstrumentAsync("by-form", Stop)).Obstacle!.Code);
        Assert.DoesNotContain("/instruments/by-form", await (await outsider.GetAsync("/instruments?q=confocal")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private async Task EnsureAsync(string id, Func<NewInstrument, NewInstrument> change)
    {
        if (!(await (await lab.AsAsync("member")).InstrumentsAsync(new(id, null, null, null, null, null, false), Stop)).Items.Any())
            await lab.RegisterAsync(id, change);
    }
}
