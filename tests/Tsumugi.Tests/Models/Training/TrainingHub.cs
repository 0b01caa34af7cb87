using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Models.Training;

/// <summary>The laboratory with the samples as datasets, and a tiny protein encoder that a real job made of them.</summary>
public sealed class TrainingHub : IAsyncLifetime
{
    public const string Encoder = "model:lab/protein";
    public const string Proteins = "dataset:lab/proteins";
    public const string Structures = "dataset:lab/structures";
    public const string Variants = "dataset:lab/variants";
    public const string VariantsFile = "gb1-fitness.csv";
    public const long Seed = 7;
    public const int Steps = 4;

    private const int TokensPerStep = 600;

    private static readonly string Root = Find();

    private readonly DirectoryInfo _recipes = Directory.CreateTempSubdirectory("tsumugi-recipes-");
    private readonly WireLab _wire;

    public TrainingHub() => _wire = new() { Lab = new() { Settings = options => options with { RecipeFolder = _recipes.FullName } } };

    public TestHub Hub => _wire.Hub;

    public HubClient Member { get; private set; } = null!;

    /// <summary>The rows of the sample of variants, without the header.</summary>
    public static string[] VariantRows { get; } = File.ReadAllLines(Path.Combine(Root, "samples", VariantsFile))[1..];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _wire.InitializeAsync();
        Member = new(Hub.Address, _wire.Member);
        await AddAsync(RepositoryKinds.Dataset, "variants", (VariantsFile, Sample(VariantsFile)));
        await AddAsync(RepositoryKinds.Dataset, "structures", ("secondary-structure.csv", Sample("secondary-structure.csv")));
        await AddAsync(RepositoryKinds.Dataset, "proteins", ("variants.fa", string.Concat(VariantRows.Select((row, i) => $">variant-{i}\n{row.Split(',')[0]}\n"))));
        Recipe("pretrain-protein-fasta", recipe => (recipe["width"], recipe["layers"], recipe["heads"], recipe["maxTokens"]) = (16, 1, 2, 66));
        await SucceededAsync("pretrain-protein-fasta", "protein", ("data", Proteins));
    }

    public async ValueTask DisposeAsync()
    {
        Member.Dispose();
        await Hub.StopAsync();
        await _wire.DisposeAsync();
        _recipes.Delete(recursive: true);
    }

    /// <summary>Puts a recipe that ships into the hub's folder, with few and small steps.</summary>
    /// <param name="name">Under which the hub knows it; its own when absent.</param>
    public void Recipe(string shipped, Action<JsonObject> change, string? name = null)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "recipes", shipped + ".json")))!.AsObject();
        foreach (var (field, value) in ((string, int)[])[("steps", Steps), ("warmup", 1), ("frozenSteps", 1), ("tokensPerStep", TokensPerStep)])
        {
            if (recipe.ContainsKey(field))
                recipe[field] = value;
        }

        change(recipe);
        File.WriteAllText(Path.Combine(_recipes.FullName, (name ?? shipped) + ".json"), recipe.ToJsonString());
    }

    /// <summary>A repository of the laboratory with files in one commit.</summary>
    public async Task AddAsync(string kind, string name, params (string Path, string Text)[] files) =>
        await _wire.CommitAsync(await _wire.Lab.BeginAsync(kind, name, Visibility.Hub), files);

    /// <inheritdoc cref="AddAsync(string, string, ValueTuple{string, string}[])"/>
    public async Task AddAsync(string kind, string name, string path, byte[] bytes) =>
        await _wire.CommitBytesAsync(await _wire.Lab.BeginAsync(kind, name, Visibility.Hub), (path, bytes));

    /// <returns>A file of others that lies beside the project; where it is absent, the test is skipped.</returns>
    public static byte[] Shared(string name)
    {
        var path = Path.Combine(Root, "..", "shared", "data", name);
        Assert.SkipUnless(File.Exists(path), $"{name} is not beside the project.");
        return File.ReadAllBytes(path);
    }

    public async Task<JobView> SubmitAsync(string recipe, string? output, params (string Name, string Node)[] inputs) =>
        await Member.SubmitAsync(new()
        {
            Recipe = recipe,
            Institution = "lab",
            Inputs = inputs.ToDictionary(input => input.Name, input => input.Node),
            Output = output,
            Seed = Seed,
        }, Stop);

    public async Task<JobView> EndedAsync(JobView job)
    {
        while ((job = await Member.JobAsync(job.Id, Stop)).State < JobState.Succeeded)
            await Task.Delay(100, Stop);
        return job;
    }

    public async Task<JobView> SucceededAsync(string recipe, string? output, params (string Name, string Node)[] inputs)
    {
        var job = await EndedAsync(await SubmitAsync(recipe, output, inputs));
        Assert.True(job.State == JobState.Succeeded, job.ToString());
        return job;
    }

    /// <param name="model">A model of the laboratory.</param>
    public async Task<RevisionView> NewestAsync(string model) => (await Member.ModelAsync($"lab/{model}", Stop)).Revisions[0];

    private static string Sample(string name) => File.ReadAllText(Path.Combine(Root, "samples", name));

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", ".."));
}

[CollectionDefinition(nameof(TrainingHub))]
public sealed class TrainingHubGroup : ICollectionFixture<TrainingHub>;
