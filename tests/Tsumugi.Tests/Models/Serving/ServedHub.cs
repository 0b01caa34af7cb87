using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Serving;
using Tsumugi.Tests.Datasets;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models.Serving;

/// <summary>The laboratory with models that real jobs made in a few steps: a protein encoder, and one that connects three views.</summary>
public sealed class ServedHub : IAsyncLifetime
{
    public const string Protein = "MKTAYIAKQRQISFVKSHFSRQ";

    private const string Codons = "GCTTGTGATGAATTTGGTCATATTAAATTAATGAATCCTCAACGTTCTACTGTTTGGTAT";
    private const string Residues = "ACDEFGHIKLMNPQRSTVWY";
    private const int Genes = 60;

    private readonly DirectoryInfo _recipes = Directory.CreateTempSubdirectory("tsumugi-recipes-");
    private readonly LabHub _lab;

    public ServedHub() => _lab = new() { Settings = options => options with { RecipeFolder = _recipes.FullName } };

    public TestHub Hub => _lab.Hub;

    public ModelServers Servers => Hub.Services.GetRequiredService<ModelServers>();

    public HttpClient Member { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        CopyRecipes();
        await _lab.InitializeAsync();
        await AddGenesAsync("genes", 1);
        Member = Hub.Client(await Hub.TokenAsync("member"));
        var begun = new Dictionary<string, string> { ["genes"] = "dataset:lab/genes" };
        foreach (var view in (string[])["dna", "protein", "text"])
        {
            await RunAsync($"pretrain-{view}", new() { ["genes"] = "dataset:lab/genes" }, $"{view}-encoder");
            begun[view] = $"model:lab/{view}-encoder";
        }

        await RunAsync("align", begun, "connected");
    }

    public async ValueTask DisposeAsync()
    {
        Member.Dispose();
        await Hub.StopAsync();
        await _lab.DisposeAsync();
        _recipes.Delete(recursive: true);
    }

    /// <summary>A dataset of genes of its own.</summary>
    public async Task AddGenesAsync(string name, int seed)
    {
        await _lab.BeginAsync(RepositoryKinds.Dataset, name, Visibility.Hub);
        Assert.False((await _lab.ImportAsync($"lab/{name}", GenBank(seed))).Refused);
    }

    /// <summary>Runs a job to its end; what it makes is another revision of the output.</summary>
    public async Task RunAsync(string recipe, Dictionary<string, string> inputs, string output, long seed = 1)
    {
        var request = new JobRequest { Recipe = recipe, Institution = "lab", Inputs = inputs, Output = output, Seed = seed };
        using var submitted = await Member.PostAsJsonAsync("/api/v1/jobs", request);
        var text = await submitted.Content.ReadAsStringAsync();
        Assert.True(submitted.IsSuccessStatusCode, text);
        var id = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("id").GetString();
        JsonElement job;
        while (State(job = await Member.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{id}")) is "Queued" or "Starting" or "Running" or "Finishing")
            await Task.Delay(100);
        Assert.True(State(job) == "Succeeded", job.ToString());
    }

    public async Task<Revision> NewestAsync(string model) => (await Hub.UseDbAsync((HubDb db) =>
        FindRepository.RevisionAsync(db, LabHub.Member, Act.Use, NodeRef.Of(RepositoryKinds.Model, model), default))).Value;

    /// <summary>A private model whose files are none, and one whose conditions permit no use like this; once.</summary>
    public async Task AddRefusedModelsAsync()
    {
        if (await Hub.UseDbAsync(db => db.Set<Repository>().AnyAsync(row => row.Name == "forbidden")))
            return;
        await AddModelAsync("hidden", Visibility.Institution, DataUseConditions.None);
        await AddModelAsync("silent", Visibility.Hub, new() { Permission = Permission.GeneralResearch, OutputsRelease = Allowance.NotAllowed, Licences = ["CC-BY-4.0"] });
        await AddModelAsync("forbidden", Visibility.Hub, new() { Permission = Permission.DiseaseSpecific, Diseases = ["MONDO:0008903"], Licences = ["CC-BY-4.0"] });
    }

    private async Task AddModelAsync(string name, Visibility visibility, DataUseConditions conditions)
    {
        var stored = await Hub.Services.GetRequiredService<ContentStore>().PutBytesAsync(LabHub.Bytes(name), default);
        await Hub.UseDbAsync(async db =>
        {
            var made = await new CreateRepository
            {
                Kind = RepositoryKinds.Model,
                InstitutionId = "lab",
                Name = name,
                TitleJa = name,
                TitleEn = name,
                Visibility = visibility,
                Conditions = conditions,
            }.RunAsync(db, LabHub.Member, DateTime.UtcNow, default);
            await new AddRevision
            {
                Repository = made.Value,
                Actor = LabHub.Member.Node,
                PersonId = "member",
                Files = [new("README.md", stored.Hash, stored.Size)],
                Facts = "{}",
                Sources = [],
            }.StageAsync(db, DateTime.UtcNow, default);
            return await db.SaveChangesAsync();
        });
    }

    private static string State(JsonElement job) => job.GetProperty("state").ValueKind == JsonValueKind.String
        ? job.GetProperty("state").GetString()!
        : ((JobState)job.GetProperty("state").GetInt32()).ToString();

    /// <summary>The recipes that ship for small runs, with fewer steps still.</summary>
    private void CopyRecipes([CallerFilePath] string here = "")
    {
        var shipped = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "recipes"));
        foreach (var path in Directory.EnumerateFiles(shipped, "*-quick.json"))
        {
            var recipe = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            foreach (var (field, value) in ((string, int)[])[("steps", 3), ("warmup", 1), ("frozenSteps", 1)])
            {
                if (recipe.ContainsKey(field))
                    recipe[field] = value;
            }

            File.WriteAllText(Path.Combine(_recipes.FullName, Path.GetFileName(path).Replace("-quick", "", StringComparison.Ordinal)), recipe.ToJsonString());
        }
    }

    private static string GenBank(int seed)
    {
        var (random, features, bases) = (new Random(seed), new StringBuilder(), new StringBuilder());
        for (var gene = 1; gene <= Genes; gene++)
        {
            var residues = Enumerable.Range(0, 30).Select(_ => random.Next(Residues.Length)).Prepend(Residues.IndexOf('M', StringComparison.Ordinal)).ToList();
            var start = bases.Length + 1;
            foreach (var residue in residues)
                bases.Append(Codons, 3 * residue, 3);
            bases.Append("TAA");
            features.Append(CultureInfo.InvariantCulture, $"""
                     CDS             {start}..{bases.Length}
                                     /locus_tag="S_{gene:000}"
                                     /transl_table=11
                                     /product="protein number {gene}"
                                     /translation="{string.Concat(residues.Select(residue => Residues[residue]))}"

                """);
        }

        var origin = new StringBuilder();
        for (var at = 0; at < bases.Length; at += 60)
            origin.Append(CultureInfo.InvariantCulture, $"{at + 1,9} {string.Join(' ', bases.ToString(at, Math.Min(60, bases.Length - at)).ToLowerInvariant().Chunk(10).Select(ten => new string(ten)))}\n");
        return $"""
            LOCUS       SERVED_1            {bases.Length} bp    DNA     circular BCT 01-JAN-2026
            VERSION     SERVED_1.1
            FEATURES             Location/Qualifiers
                 source          1..{bases.Length}
                                 /organism="Examplia parva"
            {features.ToString().TrimEnd('\n')}
            ORIGIN
            {origin.ToString().TrimEnd('\n')}
            //

            """;
    }
}

[CollectionDefinition(nameof(ServedHub))]
public sealed class ServedHubGroup : ICollectionFixture<ServedHub>;
