using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Usage;
using Tsumugi.Datasets;
using Tsumugi.Hub;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Allocations;

/// <summary>A hub whose own machine costs one credit a core hour and starts nothing: jobs stay where the tests put them.</summary>
internal sealed class PricedHub : IAsyncDisposable
{
    private static readonly string[] Layers = ["dna"];

    private PricedHub(TestHub hub) => Hub = hub;

    public TestHub Hub { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<PricedHub> StartAsync(int exploratory = 100, bool resting = true)
    {
        var hub = await TestHub.StartAsync(options =>
        {
            ProbeKind.WriteTo(options.RecipeFolder);
            return options with { Exploratory = new() { Credits = exploratory, Days = 30 } };
        }, Room.Of<DatasetsRoom>(), Room.Of<ComputeRoom>(), ProbeKind.Room);
        await hub.AddPersonAsync("member", false, "lab");
        await hub.AddPersonAsync("outsider", false, "elsewhere");
        await hub.AddPersonAsync("boss", isOperator: true);
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var priced = await boss.PutAsJsonAsync("/api/v1/compute/sites/local", new SiteRequest
        {
            NameJa = "計算機",
            NameEn = "Machine",
            Engine = Site.Embedded,
            Prices = new() { CoreHour = 1 },
            Maintenance = resting ? [new(DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddDays(1), "", "")] : [],
        }, Stop);
        Assert.True(priced.IsSuccessStatusCode, await priced.Content.ReadAsStringAsync(Stop));
        return new(hub);
    }

    public async Task<HttpClient> AsAsync(string person) => Hub.Client(await Hub.TokenAsync(person));

    /// <summary>One core, and so as many credits as hours.</summary>
    public static object Request(int minutes, string? project = null, string? allocation = null) =>
        new { recipe = "probe-ok", institution = "lab", inputs = new { }, project, allocation, resources = new { cores = 1, minutes } };

    public static async Task<JobView> SubmitAsync(HttpClient client, int minutes, string? project = null)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/jobs", Request(minutes, project), Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<JobView>(Stop))!;
    }

    public async Task<AllocationView> AwardAsync(object request)
    {
        using var boss = await AsAsync("boss");
        using var answer = await boss.PostAsJsonAsync("/api/v1/compute/allocations", request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<AllocationView>(Stop))!;
    }

    /// <summary>A project that the member leads.</summary>
    public async Task BeginProjectAsync(string id)
    {
        using var client = await AsAsync("member");
        using var answer = await client.PostAsJsonAsync("/api/v1/projects", new { id, institution = "lab", titleJa = "題", titleEn = "Title", layers = Layers }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>As the executor tells it: an attempt of a job ran so long.</summary>
    public Task RunAsync(string job, double hours) => Hub.UseDbAsync(async db =>
    {
        var (row, site) = (await db.Set<Job>().FirstAsync(kept => kept.Id == job, Stop), await db.Set<Site>().FirstAsync(kept => kept.Id == Site.Embedded, Stop));
        if (row.State == JobState.Queued)
            await JobChanges.StartAsync(db, row, DateTime.UtcNow, Stop);
        var now = DateTime.UtcNow;
        await SettleUsage.StageAsync(db, site, row.RunAtEngine, 0, row, new("ENDED", null, null, now, now.AddHours(-hours), now, hours * 3600, 1, 0, 0, null, 60, null), now, Stop);
        await SettleCharge.SaveAsync(db, job, now, Stop);
        return true;
    });

    public Task ChangeAsync(string job, Func<Tsumugi.Hub.Storage.HubDb, Job, Task> change) => Hub.UseDbAsync(async db =>
    {
        await change(db, await db.Set<Job>().FirstAsync(row => row.Id == job, Stop));
        return true;
    });

    /// <summary>Available, reserved, spent and borne credits of the only allocation, after the books were proven.</summary>
    public async Task<(decimal Available, decimal Reserved, decimal Spent, decimal Borne)> BooksAsync() => await Hub.UseDbAsync(async db =>
    {
        Assert.Empty(await VerifyLedger.RunAsync(db, Stop));
        var balance = await db.Set<Balance>().AsNoTracking().SingleAsync(Stop);
        return (MicroCredits.ToCredits(balance.Available), MicroCredits.ToCredits(balance.Reserved), MicroCredits.ToCredits(balance.Spent), MicroCredits.ToCredits(balance.Borne));
    });

    public async ValueTask DisposeAsync()
    {
        await Hub.StopAsync();
        await Hub.DisposeAsync();
    }
}
