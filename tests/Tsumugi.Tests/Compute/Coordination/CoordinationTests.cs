using System.Net;
using System.Net.Http.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Coordination;
using Tsumugi.Compute.Ledger;
using Tsumugi.Tests.Compute.Allocations;

namespace Tsumugi.Tests.Compute.Coordination;

/// <summary>What a coordinator sees coming, and moves that are really made.</summary>
public sealed class CoordinationTests
{
    private static readonly DateTime Now = new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void WhatWouldLapse_isProposedToWhatRunsDry_butATenthIsKept_andSitesAreRespected()
    {
        AllocationView[] rows =
        [
            Row("idle", available: 100, days: 20),
            Row("idle-elsewhere", available: 500, days: 20) with { Sites = ["other"] },
            Row("late", available: 1000, days: 100),
            Row("busy", available: 50, days: 100) with { Sites = ["cluster"], DryAt = Now.AddDays(50) },
            Row("trial", available: 100, days: 10) with { Exploratory = true },
        ];
        var outlook = ProposeMoves.Decide(rows, new Dictionary<string, decimal> { ["idle"] = 1, ["busy"] = 1 }, Now);
        Assert.Equal([("idle", 80m), ("idle-elsewhere", 500m)], outlook.Lapsing.Select(row => (row.Allocation.Id, row.Left)));
        Assert.Equal([("busy", 50m)], outlook.Dry.Select(row => (row.Allocation.Id, row.Lacks)));
        Assert.Equal([("idle", "busy", 50m)], outlook.Moves.Select(move => (move.From, move.To, move.Credits)));
        var dearer = ProposeMoves.Decide(rows, new Dictionary<string, decimal> { ["idle"] = 1, ["busy"] = 3 }, Now);
        Assert.Equal(70, Assert.Single(dearer.Moves).Credits);
    }

    [Fact]
    public async Task Move_isMadeByAnOperator_onceAndNotBeyondWhatIsThere()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 0);
        var from = await priced.AwardAsync(new { person = "member", credits = 100, until = DateTime.UtcNow.AddDays(9) });
        var to = await priced.AwardAsync(new { person = "outsider", credits = 10, until = DateTime.UtcNow.AddDays(99) });
        using var member = await priced.AsAsync("member");
        using var boss = await priced.AsAsync("boss");
        Assert.Equal(HttpStatusCode.Forbidden, (await MoveAsync(member, from.Id, to.Id, 60)).Status);
        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(boss, from.Id, to.Id, 60)).Status);
        var (status, text) = await MoveAsync(boss, from.Id, to.Id, 60);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("At most the 40 credits", text, StringComparison.Ordinal);
        Assert.Equal(40, (await boss.GetFromJsonAsync<AllocationView>($"/api/v1/compute/allocations/{from.Id}", Stop))!.Available);
        Assert.Equal(70, (await boss.GetFromJsonAsync<AllocationView>($"/api/v1/compute/allocations/{to.Id}", Stop))!.Available);
        Assert.Empty(await priced.Hub.UseDbAsync(db => VerifyLedger.RunAsync(db, Stop)));
        var kinds = await priced.Hub.UseDbAsync(db => Task.FromResult(db.Set<Tsumugi.Thread.EventRow>().Where(row => row.Subject == $"allocation:{to.Id}").OrderBy(row => row.Seq).Select(row => row.Kind).ToList()));
        Assert.Equal(["allocation.awarded", "allocation.received"], kinds);
    }

    [Fact]
    public async Task Page_showsSupplyOfEverySite_toOperatorsOnly()
    {
        await using var priced = await PricedHub.StartAsync();
        var weeks = await priced.Hub.UseDbAsync(db => SupplyAndDemand.RunAsync(db, DateTime.UtcNow, Stop));
        Assert.Equal(8, weeks.Count);
        Assert.All(weeks, week => Assert.Equal(Environment.ProcessorCount * 168, week.Supply));
        using var boss = await priced.Hub.SignedInAsync("boss");
        using var page = await boss.GetAsync("/compute/coordination");
        Assert.Contains("Proposed moves", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var member = await priced.Hub.SignedInAsync("member");
        using var refused = await member.GetAsync("/compute/coordination");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData("2026-05-31T14:59:59Z", "2026-05-25")]
    [InlineData("2026-05-31T15:00:00Z", "2026-06-01")]
    [InlineData("2026-06-07T14:59:59Z", "2026-06-01")]
    public void Week_beginsOnMondayInJapan(string instant, string monday) =>
        Assert.Equal(monday, SupplyAndDemand.Name(SupplyAndDemand.MondayOf(DateTime.Parse(instant, System.Globalization.CultureInfo.InvariantCulture))));

    private static async Task<(HttpStatusCode Status, string Text)> MoveAsync(HttpClient client, string from, string to, decimal credits)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/compute/allocations/{from}/move", new MoveRequest(to, credits, "would lapse"), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static AllocationView Row(string id, decimal available, int days) => new()
    {
        Id = id,
        Project = id,
        Person = null,
        Exploratory = false,
        Sites = [],
        From = Now.AddDays(-10),
        Until = Now.AddDays(days),
        State = "active",
        Note = "",
        Awarded = available,
        Available = available,
        Reserved = 0,
        Spent = 0,
        Borne = 0,
    };
}
