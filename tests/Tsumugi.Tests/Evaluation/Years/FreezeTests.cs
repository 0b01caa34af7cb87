using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Evaluation.Years;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Tests.Evaluation.Indicators;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Evaluation.Years;

/// <summary>A fiscal year that was reported stays what was reported.</summary>
public sealed class FreezeTests : IAsyncLifetime
{
    private static readonly Caller Boss = new() { PersonId = "boss", IsOperator = true };

    private readonly CountHub _hub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static FiscalYear Year => FiscalYear.Of(DateTime.UtcNow);

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public Task What_comes_later_is_a_difference_and_the_numbers_can_be_counted_again() => WithAsync(async (db, count, signer) =>
    {
        await UsesAsync(db, 3);
        var frozen = (await FreezeAsync(db, count, signer, Year.End)).Value;
        Assert.Equal(3, frozen.Read().Find("modelUses", 1)!.Value);
        Assert.True(Holds(await new FrozenProof(db, count, signer).RunAsync(frozen, Stop)));

        await UsesAsync(db, 2);
        var shown = await new ShowYear(db, count, _hub.Hub.Options).RunAsync(new() { Year = Year }, Year.End, Stop);
        var uses = shown.Indicators.Single(one => one.Name == "modelUses");
        Assert.Equal((3L, 2L), (uses.Value, uses.Later));
        Assert.NotNull(shown.FrozenAt);
        Assert.True(Holds(await new FrozenProof(db, count, signer).RunAsync(frozen, Stop)));
        Assert.Equal("frozen-already", (await FreezeAsync(db, count, signer, Year.End)).Refusal!.Code);
    });

    [Fact]
    public Task Year_that_goes_on_is_not_frozen_and_nobody_but_an_operator_freezes() => WithAsync(async (db, count, signer) =>
    {
        Assert.Equal("year-not-over", (await FreezeAsync(db, count, signer, Year.End.AddTicks(-1))).Refusal!.Code);
        var freeze = new FreezeYear(db, count, signer, _hub.Hub.Options);
        Assert.Equal(403, (await freeze.RunAsync(new() { PersonId = "member" }, Year, Year.End, Stop)).Refusal!.Status);
        Assert.Empty(await db.Set<FrozenYear>().ToListAsync(Stop));
    });

    [Theory]
    [InlineData("document")]
    [InlineData("signature")]
    [InlineData("rows")]
    [InlineData("chain")]
    public Task Whatever_was_changed_afterwards_is_found(string what) => WithAsync(async (db, count, signer) =>
    {
        await UsesAsync(db, 3);
        var frozen = (await FreezeAsync(db, count, signer, Year.End)).Value;
        frozen = what switch
        {
            "document" => frozen with { Document = frozen.Document.Replace("\"value\": 3", "\"value\": 4", StringComparison.Ordinal) },
            "signature" => frozen with { Signature = signer.Sign("something else").Value },
            _ => frozen,
        };
        if (what == "rows")
            await db.Database.ExecuteSqlAsync($"DELETE FROM indicator_row WHERE \"Record\" = (SELECT MIN(seq) FROM thread_event WHERE kind = 'model.used')", Stop);
        if (what == "chain")
        {
            await db.Database.ExecuteSqlRawAsync("DROP TRIGGER thread_event_no_update", Stop);
            await db.Database.ExecuteSqlAsync($"UPDATE thread_event SET hash = x'00' WHERE seq = {frozen.Record}", Stop);
        }

        Assert.False(Holds(await new FrozenProof(db, count, signer).RunAsync(frozen, Stop)));
    });

    [Fact]
    public Task Whoever_froze_it_may_be_erased_and_the_signature_still_holds() => WithAsync(async (db, count, signer) =>
    {
        await _hub.Hub.AddPersonAsync("boss", isOperator: true);
        await UsesAsync(db, 3);
        await FreezeAsync(db, count, signer, Year.End);
        var erased = (await new ErasePerson("boss", "Asked", "boss").RunAsync(db, _hub.Hub.Services.GetServices<IPersonalRows>(), new() { PersonId = "chief", IsOperator = true }, Year.End, Stop)).Value;
        var frozen = await db.Set<FrozenYear>().AsNoTracking().SingleAsync(Stop);
        Assert.Equal(erased.Pseudonym, frozen.PersonId);
        Assert.True(Holds(await new FrozenProof(db, count, signer).RunAsync(frozen, Stop)));
        Assert.Equal(["frozen_year.Document"], erased.StillNamed.Select(one => one.Place));
    });

    [Fact]
    public Task Target_and_forecast_stand_beside_the_number_and_a_dash_is_no_zero() => WithAsync(async (db, count, _) =>
    {
        await UsesAsync(db, 10);
        await count.CatchUpAsync(Stop);
        Assert.Null(await IndicatorTarget.SetAsync(db, Boss, "modelUses", Year, 1_000, Stop));
        Assert.Contains("value", (await IndicatorTarget.SetAsync(db, Boss, "modelUses", Year, -1, Stop))!.Fields.Keys);
        var show = new ShowYear(db, count, _hub.Hub.Options);
        var now = Year.Start + ((Year.End - Year.Start) / 2);
        var uses = (await show.RunAsync(new() { Year = Year }, now, Stop)).Indicators.Single(one => one.Name == "modelUses");
        Assert.Equal((10L, 1_000L, 20L), (uses.Value, uses.Target, uses.Forecast));
        Assert.All((await show.RunAsync(new() { Year = new(_hub.Hub.Options.Programme.First.Year - 1) }, now, Stop)).Indicators, one => Assert.Null(one.Value));
        Assert.All((await show.RunAsync(new() { Year = new(Year.Year + 1) }, now, Stop)).Indicators, one => Assert.Null(one.Value));
        Assert.Equal(0, (await show.RunAsync(new() { Year = Year }, now, Stop)).Indicators.Single(one => one.Name == "modelUseCases").Value);

        Assert.Null(await IndicatorTarget.SetAsync(db, Boss, "modelUses", Year, null, Stop));
        Assert.Empty(await db.Set<IndicatorTarget>().ToListAsync(Stop));
    });

    [Fact]
    public void Forecast_of_the_first_days_is_none() => Assert.Null(Forecast.Of(50, Year, Year.Start.AddDays(29)));

    [Fact]
    public void Forecast_of_a_handful_is_none() => Assert.Equal((null, 20L), (Forecast.Of(9, Year, Year.Start + ((Year.End - Year.Start) / 2)), Forecast.Of(10, Year, Year.Start + ((Year.End - Year.Start) / 2))));

    private static bool Holds(Client.Evaluation.FrozenYearView year) => year is { SignatureHolds: true, ChainHolds: true, Differing.Count: 0 };

    private Task<Tsumugi.Hub.Outcome<FrozenYear>> FreezeAsync(HubDb db, CountIndicators count, HubSigner signer, DateTime now) =>
        new FreezeYear(db, count, signer, _hub.Hub.Options).RunAsync(Boss, Year, now, Stop);

    private Task<bool> WithAsync(Func<HubDb, CountIndicators, HubSigner, Task> test) => _hub.Hub.UseDbAsync(async db =>
    {
        using var thread = new CountThread();
        await test(db, new(db, thread), new(_hub.Hub.Options));
        return true;
    });

    private static async Task UsesAsync(HubDb db, int uses)
    {
        var use = NodeRef.Of("use", $"{Guid.NewGuid():n}");
        db.Record(new()
        {
            Actor = Boss.Node,
            Kind = "model.used",
            Subject = use,
            Facts = new Dictionary<string, object?> { ["uses"] = uses },
            Ties = [new(use, Relations.Used, NodeRef.Of("model", "north/encoder").At(new string('a', 64)))],
        });
        await db.SaveChangesAsync(Stop);
    }
}
