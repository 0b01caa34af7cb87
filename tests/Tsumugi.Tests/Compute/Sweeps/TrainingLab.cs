using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Compute.Sweeps;

/// <summary>The laboratory with the real worker and two recipes that train for a moment: <c>tiny</c> pretrains, <c>go-on</c> continues what it made.</summary>
public sealed class TrainingLab : IAsyncLifetime
{
    private const string Training = """
        "data":{"files":"*.fa","format":"fasta"},"tokensPerStep":64,"maskShare":0.15,"steps":2,"warmup":0,"learningRate":0.002,"weightDecay":0.01,"device":"cpu"
        """;

    private readonly DirectoryInfo _recipes = Directory.CreateTempSubdirectory("tsumugi-recipes-");

    public TrainingLab() => Wire = new() { Lab = new() { Settings = options => options with { RecipeFolder = _recipes.FullName } } };

    public WireLab Wire { get; }

    public HubClient Member { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_recipes.FullName, "tiny.json"),
            $$"""{"kind":"pretrain","description":{"ja":"小","en":"tiny"},"view":"protein","width":16,"layers":1,"heads":2,"maxTokens":34,"vocabulary":0,"objective":"spans",{{Training}}}""");
        await File.WriteAllTextAsync(Path.Combine(_recipes.FullName, "go-on.json"), $$"""{"kind":"continue","description":{"ja":"続","en":"on"},"moves":"all",{{Training}}}""");
        await Wire.InitializeAsync();
        Member = new(Wire.Hub.Address, await Wire.Hub.TokenAsync("member"));
    }

    public async ValueTask DisposeAsync()
    {
        Member.Dispose();
        await Wire.DisposeAsync();
        _recipes.Delete(recursive: true);
    }

    /// <returns>A dataset whose file holds proteins, or what no recipe here reads.</returns>
    public async Task<string> DatasetAsync(bool readable = true)
    {
        var repository = await Wire.BeginAsync("dataset");
        await Wire.CommitAsync(repository, (readable ? "p.fa" : "p.txt", string.Concat(Enumerable.Range(0, 40).Select(at => $">p{at} {repository.Id}\nMKTAYIAKQRQISFVKSHFSRQ\n"))));
        return repository.Node.ToString();
    }

    public static JobRequest Tiny(string data, string output) => new() { Recipe = "tiny", Institution = "lab", Inputs = new Dictionary<string, string> { ["data"] = data }, Output = output };

    public static JobRequest GoOn(string data, string model, string output) =>
        Tiny(data, output) with { Recipe = "go-on", Inputs = new Dictionary<string, string> { ["data"] = data, ["model"] = model } };

    /// <returns>The code of the refusal, and its fields.</returns>
    public static async Task<(string? Code, IReadOnlyList<string> Fields)> RefusedAsync(Func<Task> ask)
    {
        var refused = await Assert.ThrowsAsync<HubRefusedException>(ask);
        return (refused.Problem.Code, [.. refused.Problem.Errors?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()]);
    }

    public async Task<JobView> EndedAsync(string id)
    {
        while (true)
        {
            var job = await Member.JobAsync(id, Stop);
            if (job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled)
                return job;
            await Task.Delay(100, Stop);
        }
    }

    public Task<Job> RowAsync(string id) => Wire.Hub.UseDbAsync(db => db.Set<Job>().AsNoTracking().SingleAsync(row => row.Id == id, Stop));
}
