using System.Net.Http.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Tests.Compute.Allocations;

namespace Tsumugi.Tests.Compute.Turns;

/// <summary>Turns of two institutions at the hub's own machine.</summary>
public sealed class FairTurnTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheInstitutionThatHasHadLess_goesFirst_theReasonIsShown_andSharesDecide()
    {
        await using var hub = await PricedHub.StartAsync();
        using var member = await hub.AsAsync("member");
        using var outsider = await hub.AsAsync("outsider");

        // The lab has had five core hours.
        var before = await SubmitAsync(member, "lab");
        await hub.RunAsync(before, hours: 5);
        await hub.ChangeAsync(before, (db, job) => JobChanges.SucceedAsync(db, job, [], DateTime.UtcNow, Stop));
        string[] lab = [await SubmitAsync(member, "lab"), await SubmitAsync(member, "lab")];
        string[] other = [await SubmitAsync(outsider, "elsewhere"), await SubmitAsync(outsider, "elsewhere")];

        var waits = await JobAsync(member, lab[0]);
        Assert.Equal((3, true), (waits.Position, waits.Turn!.Contains("elsewhere had less for their share", StringComparison.Ordinal)));
        Assert.Equal(1, (await JobAsync(outsider, other[0])).Position);
        await SaveAsync(hub, new Dictionary<string, double> { ["lab"] = 100 }, resting: true);
        Assert.Equal([2, 3], [(await JobAsync(member, lab[0])).Position, (await JobAsync(member, lab[1])).Position]);

        await SaveAsync(hub, [], resting: false);
        var ended = new List<JobView>();
        foreach (var (client, id) in ((HttpClient, string)[])[(member, lab[0]), (member, lab[1]), (outsider, other[0]), (outsider, other[1])])
            ended.Add(await EndedAsync(client, id));
        Assert.All(ended, job => Assert.Null(job.Position));
        Assert.Equal([.. other, .. lab], ended.OrderBy(job => job.StartedAt).Select(job => job.Id));
    }

    private static async Task<string> SubmitAsync(HttpClient client, string institution)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/jobs", new { recipe = "probe-ok", institution, inputs = new { }, resources = new { cores = 1, minutes = 60 } }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<JobView>(Stop))!.Id;
    }

    private static async Task<JobView> JobAsync(HttpClient client, string id) => (await client.GetFromJsonAsync<JobView>($"/api/v1/jobs/{id}", Stop))!;

    private static async Task<JobView> EndedAsync(HttpClient client, string id)
    {
        while (true)
        {
            if (await JobAsync(client, id) is { State: >= JobState.Succeeded } ended)
                return ended;
            await Task.Delay(50, Stop);
        }
    }

    private static async Task SaveAsync(PricedHub hub, Dictionary<string, double> shares, bool resting)
    {
        using var boss = await hub.AsAsync("boss");
        using var answer = await boss.PutAsJsonAsync("/api/v1/compute/sites/local", new SiteRequest
        {
            NameJa = "計算機",
            NameEn = "Machine",
            Engine = Site.Embedded,
            Prices = new() { CoreHour = 1 },
            Policies = new() { Shares = shares },
            Maintenance = resting ? [new(DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddDays(1), "", "")] : [],
        }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
