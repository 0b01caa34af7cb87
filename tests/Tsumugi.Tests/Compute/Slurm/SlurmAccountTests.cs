using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Compute.Slurm;

/// <summary>Allocations mirrored at a real Slurm: accounts, users and one QOS for each.</summary>
[Collection(nameof(SlurmCluster))]
public sealed class SlurmAccountTests(SlurmCluster cluster)
{
    private static readonly string[] Layers = ["dna"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Allocation_isALimitAtSlurm_alsoForThoseWhoSubmitThere_andGoesWhenItEnds()
    {
        await using var hub = await StartAsync();
        var allocation = await AwardAsync(hub, "study", credits: 2);
        await AgreesAsync(hub, 3);
        var (qos, account) = ($"tsumugi-{allocation.Id}", "tsumugi-p-study");
        Assert.Equal($"tsumugi:hub:allocation:{allocation.Id}|DenyOnLimit,NoDecay|cpu=120", await ShowAsync("qos", "description,flags,grptresmins", qos));

        // Somebody submits at the cluster, without the hub: what is more than the allocation has is refused at once, and the limit is named.
        var refused = await SubmitThereAsync(account, qos, minutes: 121);
        Assert.Contains("QOSGrpCPUMinutesLimit", refused, StringComparison.Ordinal);
        Assert.Contains("Submitted batch job", await SubmitThereAsync(account, qos, minutes: 5), StringComparison.Ordinal);

        var job = await hub.UntilAsync(await hub.Member.SubmitAsync(Request("study"), Stop), JobState.Succeeded);
        Assert.Contains($"Account={account} QOS={qos}", await cluster.CommandAsync("scontrol", "show", "job", job.EngineJob!), StringComparison.Ordinal);
        await SlurmHub.UntilAsync("accounting was read", async () => (await hub.UsageAsync(job)).Count == 1);
        Assert.Equal(account, (await hub.UsageAsync(job))[0].Measure.Account);

        // What was settled is no longer left, and was taken: the limit stays.
        await AgreesAsync(hub, 3);
        Assert.EndsWith("|cpu=120", await ShowAsync("qos", "description,flags,grptresmins", qos), StringComparison.Ordinal);

        using var boss = hub.Hub.Client(await hub.Hub.TokenAsync("boss"));
        await cluster.CommandAsync("scancel", "--qos", qos);
        using var ended = await boss.PostAsync(new Uri($"/api/v1/compute/allocations/{allocation.Id}/end", UriKind.Relative), null, Stop);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        await SlurmHub.UntilAsync("the QOS is gone", async () => await ShowAsync("qos", "name", qos) == "" && await ShowAsync("account", "account", account) == "");
    }

    [Fact]
    public async Task Drift_madeByHand_isFoundBothWays_andMendedOnRequestOnly_withTheClustersOwnLeftAlone()
    {
        await using var hub = await StartAsync();
        await ManageAsync("add", "qos", "theirs", "description=theirs");
        await ManageAsync("add", "account", "theirs", "parent=root");
        await ManageAsync("add", "qos", "tsumugi-by-hand", "description=byhand");
        try
        {
            var allocation = await AwardAsync(hub, "drifting", credits: 1);
            await AgreesAsync(hub, 3);
            var before = await OwnAsync();
            var qos = $"tsumugi-{allocation.Id}";
            await ManageAsync("modify", "qos", qos, "set", "GrpTRESMins=cpu=9999", "Flags=NoDecay");
            await ManageAsync("delete", "user", $"name={SlurmCluster.User}", "account=tsumugi-p-drifting");
            await ManageAsync("add", "user", "nobody", "account=tsumugi-p-drifting");
            await ManageAsync("add", "qos", "tsumugi-gone-abc234", "description=tsumugi:hub:allocation:gone-abc234");

            using var boss = hub.Hub.Client(await hub.Hub.TokenAsync("boss"));
            var found = await CompareAsync(boss);
            Assert.Equal(
                [(DriftKind.Differs, qos), (DriftKind.Extra, "tsumugi-gone-abc234"), (DriftKind.Extra, "tsumugi-p-drifting/nobody"), (DriftKind.Foreign, "tsumugi-by-hand"), (DriftKind.Missing, $"tsumugi-p-drifting/{SlurmCluster.User}")],
                found.Drifts.Select(drift => (drift.Kind, drift.Name)).OrderBy(drift => drift.Kind.ToString(), StringComparer.Ordinal).ThenBy(drift => drift.Name, StringComparer.Ordinal));
            Assert.Contains(found.Drifts, drift => drift.Text.Contains("cpu=9999", StringComparison.Ordinal) && drift.Text.Contains("limits=cpu=60", StringComparison.Ordinal));
            Assert.Contains("9999", await ShowAsync("qos", "grptresmins", qos), StringComparison.Ordinal);

            using var member = hub.Hub.Client(await hub.Hub.TokenAsync("member"));
            using var notTheirs = await member.PostAsync(Repair, null, Stop);
            Assert.Equal(HttpStatusCode.Forbidden, notTheirs.StatusCode);
            using var answer = await boss.PostAsync(Repair, null, Stop);
            var mended = (await answer.Content.ReadFromJsonAsync<Reconciliation>(Stop))!;
            Assert.Equal(4, mended.Repaired.Count);
            Assert.Equal((DriftKind.Foreign, "tsumugi-by-hand"), (Assert.Single(mended.Drifts).Kind, mended.Drifts[0].Name));
            Assert.Equal("DenyOnLimit,NoDecay|cpu=60", await ShowAsync("qos", "flags,grptresmins", qos));
            Assert.Equal(before, await OwnAsync());
            Assert.Equal(4, await hub.Hub.UseDbAsync(db => db.Set<EventRow>().CountAsync(row => row.Kind == "site.repaired", Stop)));
        }
        finally
        {
            await ManageAsync("delete", "qos", "theirs,tsumugi-by-hand");
            await ManageAsync("delete", "account", "theirs");
        }
    }

    [Fact]
    public async Task AccountingDown_saysSo_andJobsGoOn_andANameThatIsTakenIsRefusedInWords()
    {
        await using var hub = await StartAsync();
        await AwardAsync(hub, "steady", credits: 5);
        await AgreesAsync(hub, 3);
        using var boss = hub.Hub.Client(await hub.Hub.TokenAsync("boss"));
        await cluster.StopAsync("accounting");
        try
        {
            using var down = await boss.GetAsync(Compare, Stop);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
            Assert.Contains("slurmdbd", await down.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
            await hub.UntilAsync(await hub.Member.SubmitAsync(Request("steady"), Stop), JobState.Succeeded);
        }
        finally
        {
            await cluster.StartAsync("accounting");
        }

        await AgreesAsync(hub, 3);

        // An allocation whose name the cluster has already: made by hand before the hub looks again.
        await ManageAsync("add", "account", "tsumugi-p-taken", "parent=root", "description=ours");
        try
        {
            await AwardAsync(hub, "taken", credits: 1);
            var job = await hub.Member.SubmitAsync(Request("taken"), Stop);
            await SlurmHub.UntilAsync("it is refused in words", async () => (await CompareAsync(boss)).Drifts.Any(drift => drift.Kind == DriftKind.Taken && drift.Text.Contains("leaves it alone", StringComparison.Ordinal)));
            await SlurmHub.UntilAsync("its job says why it waits", async () => (await hub.Member.JobAsync(job.Id, Stop)).Reason.Contains("does not know the allocation's QOS", StringComparison.Ordinal));
            Assert.Equal("ours", await ShowAsync("account", "description", "tsumugi-p-taken"));
            await hub.Member.CancelAsync(job.Id, Stop);
        }
        finally
        {
            await ManageAsync("delete", "account", "tsumugi-p-taken");
        }
    }

    private static Uri Compare => new($"/api/v1/compute/sites/{SlurmHub.Site}/accounts", UriKind.Relative);

    private static Uri Repair => new($"/api/v1/compute/sites/{SlurmHub.Site}/accounts/repair", UriKind.Relative);

    private static JobRequest Request(string project) => new()
    {
        Recipe = "probe-ok",
        Institution = "lab",
        Project = project,
        Inputs = new Dictionary<string, string>(),
        Site = SlurmHub.Site,
        Resources = new() { Cores = 1, MemoryMiB = 200, Minutes = 10 },
    };

    private async Task<SlurmHub> StartAsync()
    {
        await ClearAsync();
        var hub = await SlurmHub.StartAsync(manager: cluster.Manager);
        await hub.RegisterAsync(cluster.Address, await cluster.TokenAsync());
        return hub;
    }

    /// <summary>Hubs of other tests were at the same Slurm, each under the same name.</summary>
    private async Task ClearAsync()
    {
        foreach (var (what, field) in ((string, string)[])[("account", "account"), ("qos", "name")])
            await RemoveAllAsync(what, field);
    }

    private async Task RemoveAllAsync(string what, string field)
    {
        var names = (await cluster.CommandAsync("sacctmgr", "-nP", "show", what, $"format={field}")).Split('\n').Where(name => name.StartsWith("tsumugi-", StringComparison.Ordinal)).ToList();
        if (names.Count == 0)
            return;
        await cluster.CommandAsync("scancel", "-u", SlurmCluster.User);
        await SlurmHub.UntilAsync("nothing runs", async () => (await cluster.CommandAsync("squeue", "-h")).Length == 0);
        await ManageAsync("delete", what, string.Join(',', names));
    }

    private static async Task<AllocationView> AwardAsync(SlurmHub hub, string project, decimal credits)
    {
        using var member = hub.Hub.Client(await hub.Hub.TokenAsync("member"));
        using var begun = await member.PostAsJsonAsync("/api/v1/projects", new { id = project, institution = "lab", titleJa = "題", titleEn = "Title", layers = Layers }, Stop);
        Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync(Stop));
        using var boss = hub.Hub.Client(await hub.Hub.TokenAsync("boss"));
        using var answer = await boss.PostAsJsonAsync("/api/v1/compute/allocations", new { project, credits, sites = (string[])[SlurmHub.Site], until = DateTime.UtcNow.AddDays(30), note = "" }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<AllocationView>(Stop))!;
    }

    private static async Task<Reconciliation> CompareAsync(HttpClient boss)
    {
        using var answer = await boss.GetAsync(Compare, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<Reconciliation>(Stop))!;
    }

    private static async Task AgreesAsync(SlurmHub hub, int items)
    {
        using var boss = hub.Hub.Client(await hub.Hub.TokenAsync("boss"));
        var last = "";
        await SlurmHub.UntilAsync(
            "Slurm has what the hub wants",
            async () =>
            {
                var found = await CompareAsync(boss);
                last = string.Join('\n', found.Drifts.Select(drift => drift.Text));
                return found.Agreeing == items && found.Drifts.All(drift => drift.Kind == DriftKind.Foreign);
            },
            () => last + hub.Hub.Logs.Errors);
    }

    private Task<string> ManageAsync(params string[] words) => cluster.CommandAsync("sacctmgr", ["-i", .. words]);

    private async Task<string> ShowAsync(string what, string fields, string name) => (await cluster.CommandAsync("sacctmgr", "-nP", "show", what, name, $"format={fields}")).Trim();

    private async Task<string> OwnAsync() => string.Join('\n', (await cluster.CommandAsync("sacctmgr", "-nP", "show", "qos", "format=name,description,flags,grptresmins")
        + await cluster.CommandAsync("sacctmgr", "-nP", "show", "assoc", "format=account,user,parentname,qos")).Split('\n').Where(line => !line.StartsWith("tsumugi-", StringComparison.Ordinal) || line.StartsWith("tsumugi-by-hand", StringComparison.Ordinal)));

    /// <returns>What sbatch said, whether it accepted or not.</returns>
    private Task<string> SubmitThereAsync(string account, string qos, int minutes) =>
        cluster.CommandAsync("bash", "-c", $"sbatch -A {account} -q {qos} -t {minutes} -n 1 --mem=50 -o /dev/null --wrap 'sleep 300' 2>&1 || true");
}
