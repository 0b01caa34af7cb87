using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Allocations;

/// <summary>What a job costs from its submission to its end, whoever's fault the end was.</summary>
public sealed class ChargedJobTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HundredSubmissionsAtOnce_getWhatThereIs_andNotOneMore()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 0);
        await priced.AwardAsync(new { person = "member", credits = 37, until = DateTime.UtcNow.AddDays(1) });
        using var member = await priced.AsAsync("member");
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var answer = await member.PostAsJsonAsync("/api/v1/jobs", PricedHub.Request(60), Stop);
            return (answer.StatusCode, Text: await answer.Content.ReadAsStringAsync(Stop));
        }));
        Assert.Equal(37, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.Conflict).ToList();
        Assert.Equal(63, refused.Count);
        var problem = JsonDocument.Parse(refused[^1].Text).RootElement;
        Assert.Equal("not-enough-credits", problem.GetProperty("code").GetString());
        Assert.Contains("up to 1 credits at local", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((0, 37, 0, 0), await priced.BooksAsync());
    }

    [Fact]
    public async Task FirstSubmission_getsTheExploratoryAllocation_onceAPeriod()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 5);
        using var member = await priced.AsAsync("member");
        var jobs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PricedHub.SubmitAsync(member, 60)));
        Assert.Single(jobs.Select(job => job.Allocation).Distinct());
        Assert.Equal((0, 5, 0, 0), await priced.BooksAsync());
        using var refused = await member.PostAsJsonAsync("/api/v1/jobs", PricedHub.Request(60), Stop);
        Assert.Contains("has 0 left", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var kinds = await priced.Hub.UseDbAsync(db => Task.FromResult(db.Set<Tsumugi.Thread.EventRow>().Where(row => row.Subject == $"allocation:{jobs[0].Allocation}").Select(row => row.Kind).ToList()));
        Assert.Equal(["allocation.granted"], kinds);
    }

    [Fact]
    public async Task JobThatSucceeds_isSettledByItsUsage_andGivesBackTheRest()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 10);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 180);
        Assert.Equal((3m, 0m), (job.Reserved, job.Cost!.Value));
        await priced.RunAsync(job.Id, hours: 0.5);
        Assert.Equal((7, 2.5m, 0.5m, 0), await priced.BooksAsync());
        await priced.ChangeAsync(job.Id, (db, row) => JobChanges.SucceedAsync(db, row, [], DateTime.UtcNow, Stop));
        Assert.Equal((9.5m, 0, 0.5m, 0), await priced.BooksAsync());

        // Accounting corrects itself, first to more than was reserved, then back.
        await priced.RunAsync(job.Id, hours: 4);
        Assert.Equal((6, 0, 4, 0), await priced.BooksAsync());
        await priced.RunAsync(job.Id, hours: 1);
        Assert.Equal((9, 0, 1, 0), await priced.BooksAsync());
        var shown = (await member.GetFromJsonAsync<JobView>($"/api/v1/jobs/{job.Id}", Stop))!;
        Assert.Equal((0m, 1m), (shown.Reserved, shown.Cost!.Value));
    }

    [Fact]
    public async Task AttemptThatTheInfrastructureEnded_isRefunded_andTheNextOneKeepsItsReserve()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 10);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 120);
        await priced.RunAsync(job.Id, hours: 0.75);
        await priced.ChangeAsync(job.Id, (db, row) => JobChanges.QueueAgainAsync(db, row, FailureKind.Node, default, null, Stop));
        await priced.RunAsync(job.Id, hours: 0.25);
        Assert.Equal((8, 1.75m, 0.25m, 0), await priced.BooksAsync());
        await priced.ChangeAsync(job.Id, (db, row) => JobChanges.FailAsync(db, row, FailureKind.Site, default, DateTime.UtcNow, Stop));
        Assert.Equal((10, 0, 0, 0), await priced.BooksAsync());
    }

    [Fact]
    public async Task FailureOfTheCodeItself_isCharged()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 10);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 60);
        await priced.RunAsync(job.Id, hours: 0.5);
        await priced.ChangeAsync(job.Id, (db, row) => JobChanges.FailAsync(db, row, FailureKind.Code, default, DateTime.UtcNow, Stop));
        Assert.Equal((9.5m, 0, 0.5m, 0), await priced.BooksAsync());
    }

    [Fact]
    public async Task JobCancelledInTheQueue_givesBackEverythingAtOnce()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 10);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 60);
        using var cancelled = await member.PostAsync(new Uri($"/api/v1/jobs/{job.Id}/cancel", UriKind.Relative), null, Stop);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Equal((10, 0, 0, 0), await priced.BooksAsync());
    }

    [Fact]
    public async Task JobOfWhichNoAccountingTells_givesBackItsReserve_afterAnHour()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 10);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 60);
        await priced.ChangeAsync(job.Id, (db, row) => JobChanges.StartAsync(db, row, DateTime.UtcNow, Stop));
        await priced.ChangeAsync(job.Id, (db, row) => JobChanges.FailAsync(db, row, FailureKind.Code, default, DateTime.UtcNow, Stop));
        Assert.Equal((9, 1, 0, 0), await priced.BooksAsync());
        await priced.Hub.UseDbAsync(async db =>
        {
            await AllocationUpkeep.RunAsync(db, DateTime.UtcNow.AddMinutes(61), Stop);
            return true;
        });
        Assert.Equal((10, 0, 0, 0), await priced.BooksAsync());
    }

    [Fact]
    public async Task UseBeyondTheAllocation_isBorneByTheProgramme()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 2);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 60);
        await priced.RunAsync(job.Id, hours: 3);
        Assert.Equal((0, 0, 2, 1), await priced.BooksAsync());
    }

    [Fact]
    public async Task PeriodThatEnds_lapsesWhatIsAvailable_andLaterWhatJobsGiveBack()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 10);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 180);
        Task<bool> LaterAsync() => priced.Hub.UseDbAsync(async db =>
        {
            await LapseAllocation.RunAsync(db, DateTime.UtcNow.AddDays(31), Stop);
            return true;
        });
        await LaterAsync();
        Assert.Equal((0, 3, 0, 0), await priced.BooksAsync());
        await priced.RunAsync(job.Id, hours: 1);
        await priced.ChangeAsync(job.Id, (db, row) => JobChanges.SucceedAsync(db, row, [], DateTime.UtcNow, Stop));
        await LaterAsync();
        Assert.Equal((0, 0, 1, 0), await priced.BooksAsync());
    }

    [Fact]
    public async Task RealRun_onTheHubsOwnMachine_isSettledByWhatTheExecutorMeasured()
    {
        await using var priced = await PricedHub.StartAsync(exploratory: 10, resting: false);
        using var member = await priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 60);
        for (var tries = 0; job.State is not (JobState.Succeeded or JobState.Failed) && tries < 600; tries++)
        {
            await Task.Delay(100, Stop);
            job = (await member.GetFromJsonAsync<JobView>($"/api/v1/jobs/{job.Id}", Stop))!;
        }

        // The real worker knows no probe: it refuses, which is the recipe's fault and not the machine's.
        Assert.Equal(FailureKind.Code, job.Failure);
        var (available, reserved, spent, borne) = await priced.BooksAsync();
        Assert.True(spent > 0, "The worker's time was not settled.");
        Assert.Equal((10 - spent, 0, 0), (available, reserved, borne));
    }
}
