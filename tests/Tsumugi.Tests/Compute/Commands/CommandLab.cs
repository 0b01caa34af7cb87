using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Commands;
using Tsumugi.Compute.Sites;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Commands;

/// <summary>The laboratory with the real worker, the shipped recipe of commands, and an image: a root file system that holds busybox.</summary>
public sealed class CommandLab : IAsyncLifetime
{
    public const string Image = "busybox:1";

    private static readonly FindSandbox Sandbox = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tsumugi-commands-");

    public CommandLab() => Wire = new() { Lab = new() { Settings = options => options with { RecipeFolder = Made("recipes"), LocalJobs = 2 } } };

    public WireLab Wire { get; }

    public HubClient Member { get; private set; } = null!;

    public string JobFolder(string id) => Path.Combine(Wire.Hub.Options.Jobs, id);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // What ./tsumugi test installs must be there: without it these tests would prove nothing.
        Assert.True(File.Exists("/bin/busybox"), "Install busybox-static, which the image of these tests is made of.");
        File.Copy(Shipped, Path.Combine(Made("recipes"), "command.json"));
        var programs = Made("image/bin");
        File.Copy("/bin/busybox", Path.Combine(programs, "busybox"));
        foreach (var name in (string[])["sh", "cat", "ls"])
            File.CreateSymbolicLink(Path.Combine(programs, name), "busybox");
        await Wire.InitializeAsync();
        Member = new(Wire.Hub.Address, Wire.Member);
        await AllowAsync(new() { Images = new Dictionary<string, string> { [Image] = Path.Combine(_folder.FullName, "image") } });
    }

    public async ValueTask DisposeAsync()
    {
        Member.Dispose();
        await Wire.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Sets what the hub's own machine allows.</summary>
    public Task AllowAsync(SitePolicies policies) => Wire.Hub.UseDbAsync(async db =>
    {
        (await db.FindAsync<Site>(Site.Embedded))!.Policies = policies;
        return await db.SaveChangesAsync(Stop);
    });

    public async Task<Repository> DatasetAsync(params (string Path, string Text)[] files)
    {
        var repository = await Wire.BeginAsync("dataset");
        await Wire.CommitAsync(repository, files);
        return repository;
    }

    public static object Shell(string script, string? image = null) => new { command = (string[])["sh", "-c", script], image };

    public static JobRequest Request(object recipe, string? output = null, IReadOnlyDictionary<string, string>? inputs = null, JobResources? resources = null) => new()
    {
        Recipe = "command",
        Institution = "lab",
        Inputs = inputs ?? new Dictionary<string, string>(),
        Output = output,
        Resources = resources ?? new() { Cores = 1, Minutes = 5 },
        Configuration = JsonSerializer.Serialize(recipe),
    };

    /// <summary>Without a sandbox there is nothing to try: some machines let nobody make one.</summary>
    public static async Task NeedSandboxAsync() => Assert.SkipWhen(await Sandbox.MissingAsync(Stop) is not null, $"This machine makes no sandbox: {(await Sandbox.MissingAsync(Stop))?.En}");

    public Task<JobView> RunAsync(object recipe, string? output = null, IReadOnlyDictionary<string, string>? inputs = null, JobResources? resources = null) =>
        RunAsync(Request(recipe, output, inputs, resources));

    public async Task<JobView> RunAsync(JobRequest request)
    {
        await NeedSandboxAsync();
        var job = await Member.SubmitAsync(request, Stop);
        await Until.HoldsAsync($"{job.Id} ends", async () => (job = await Member.JobAsync(job.Id, Stop)).State is JobState.Succeeded or JobState.Failed or JobState.Cancelled);
        return job;
    }

    /// <returns>Everything that the job's programs said, and the hub of them.</returns>
    public async Task<string> LogAsync(string id)
    {
        using var client = Wire.Hub.Client(Wire.Member);
        return await client.GetStringAsync($"/api/v1/jobs/{id}/log", Stop);
    }

    /// <returns>The files of the newest revision with their texts.</returns>
    public async Task<IReadOnlyDictionary<string, string>> FilesAsync(string repository)
    {
        using var client = Wire.Hub.Client(Wire.Member);
        var tree = (await client.GetFromJsonAsync<JsonArray>($"/api/datasets/{repository}/tree/main?recursive=true", Stop))!;
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in tree.Where(entry => (string?)entry!["type"] == "file").Select(entry => (string)entry!["path"]!))
            files[path] = await client.GetStringAsync($"/datasets/{repository}/resolve/main/{path}", Stop);
        return files;
    }

    private string Made(string name) => Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;

    /// <summary>The recipe as it ships.</summary>
    public static string Shipped => Path.Combine(Root(), "recipes", "command.json");

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", ".."));
}

[CollectionDefinition(nameof(CommandLab))]
public sealed class CommandLabGroup : ICollectionFixture<CommandLab>;
