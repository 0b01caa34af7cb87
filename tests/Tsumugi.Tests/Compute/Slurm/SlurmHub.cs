using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Folders;
using Tsumugi.Compute.Usage;
using Tsumugi.Datasets;
using Tsumugi.Hub;
using Tsumugi.Tests.Compute.Commands;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Slurm;

/// <summary>A hub whose site "cluster" is a real Slurm, with a pace that tests can wait for.</summary>
internal sealed class SlurmHub : IAsyncDisposable
{
    public const string Site = "cluster";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private SlurmHub(TestHub hub, string worker) => (Hub, Worker) = (hub, worker);

    public TestHub Hub { get; }

    public HubClient Member { get; private set; } = null!;

    private string Worker { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="folder">State folder of a hub before it; null for a new one.</param>
    /// <param name="manager">Command that starts sacctmgr; null where the hub keeps no accounts.</param>
    public static async Task<SlurmHub> StartAsync(string? folder = null, string? manager = null)
    {
        var worker = "";
        var hub = await TestHub.StartAsync(options =>
        {
            var changed = options with
            {
                DataFolder = folder ?? options.DataFolder,
                RecipeFolder = Path.Combine(folder ?? options.DataFolder, "recipes"),
                Exploratory = new() { Credits = 1_000_000 },
                Slurm = new()
                {
                    Poll = TimeSpan.FromSeconds(1),
                    IdlePoll = TimeSpan.FromSeconds(1),
                    Patience = TimeSpan.FromSeconds(3),
                    SureAfter = TimeSpan.FromSeconds(6),
                    Accounting = TimeSpan.FromSeconds(1),
                    Accounts = TimeSpan.FromSeconds(0.5),
                    Managers = manager is null ? new Dictionary<string, string>() : new() { [Site] = manager },
                },
            };
            Directory.CreateDirectory(changed.RecipeFolder);
            worker = ProbeKind.WriteTo(changed.RecipeFolder);
            File.Copy(CommandLab.Shipped, Path.Combine(changed.RecipeFolder, "command.json"), overwrite: true);
            return changed;
        }, Room.Of<DatasetsRoom>(), Room.Of<ComputeRoom>(), ProbeKind.Room);
        var made = new SlurmHub(hub, worker);
        if (folder is null)
        {
            await hub.AddPersonAsync("member", false, "lab");
            await hub.AddPersonAsync("boss", isOperator: true);
        }

        made.Member = new(hub.Address, await hub.TokenAsync("member"));
        return made;
    }

    /// <summary>As an operator registers it, or gives it another token.</summary>
    /// <param name="commands">Lets people's commands run there, by the hub's own worker.</param>
    public async Task RegisterAsync(Uri endpoint, string token, bool commands = false)
    {
        using var boss = Hub.Client(await Hub.TokenAsync("boss"));
        using var answer = await boss.PutAsJsonAsync($"/api/v1/compute/sites/{Site}", new SiteRequest
        {
            NameJa = "試験クラスター",
            NameEn = "Test cluster",
            Institution = "lab",
            Engine = "slurm",
            Slurm = new() { Endpoint = endpoint.ToString(), User = SlurmCluster.User, Worker = commands ? null : Worker },
            Policies = new() { Commands = commands ? true : null },
            Secret = token,
            Prices = new() { CoreHour = 1 },
        }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        await UntilAsync("the site has told what it has", async () => (await Member.SiteAsync(Site, Stop)).Partitions.Count > 0);
    }

    public Task<JobView> SubmitAsync(string act, JobResources? resources = null) => Member.SubmitAsync(
        new() { Recipe = $"probe-{act}", Institution = "lab", Inputs = new Dictionary<string, string>(), Site = Site, Resources = resources ?? new() { Cores = 1, MemoryMiB = 200, Minutes = 10 } }, Stop);

    public Task<JobView> UntilAsync(JobView job, JobState state) => UntilAsync(job, now => now.State == state || now.State >= JobState.Succeeded, state);

    /// <returns>The job as it is when the condition holds; fails when it ended otherwise.</returns>
    private async Task<JobView> UntilAsync(JobView job, Func<JobView, bool> holds, JobState wanted)
    {
        await UntilAsync($"{job.Id} is {wanted}", async () => holds(job = await Member.JobAsync(job.Id, Stop)), () => $"{job}\n{Hub.Logs.Errors}");
        Assert.True(job.State == wanted, $"{job}\n{await Member.LogAsync(job.Id, null, null, Stop)}");
        return job;
    }

    public static async Task UntilAsync(string what, Func<Task<bool>> holds, Func<string>? otherwise = null)
    {
        var limit = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < limit, $"Waited in vain until {what}.\n{otherwise?.Invoke()}");
            await Task.Delay(100, Stop);
        }
    }

    public async Task<SiteCondition> ConditionAsync() => (await Member.SiteAsync(Site, Stop)).Health.Condition;

    /// <summary>Slurm's numbers of the starts that a job really had, in order.</summary>
    public string[] Runs(JobView job) => File.Exists(FileOf(job, "runs")) ? File.ReadAllLines(FileOf(job, "runs")) : [];

    /// <summary>Lets a job that waits go on.</summary>
    public void Go(JobView job) => File.WriteAllText(FileOf(job, "go"), "");

    public Task<List<UsageRecord>> UsageAsync(JobView job) => Hub.UseDbAsync(db => db.Set<UsageRecord>().AsNoTracking().Where(row => row.JobId == job.Id).ToListAsync(Stop));

    public async ValueTask DisposeAsync()
    {
        Member.Dispose();
        await Hub.StopAsync();
        await Hub.DisposeAsync();
    }

    private string FileOf(JobView job, string name) => Path.Combine(new JobFolder(Hub.Options, job.Id).Path, name);
}
