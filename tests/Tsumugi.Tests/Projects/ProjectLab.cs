using System.Runtime.CompilerServices;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Datasets;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Projects;

/// <summary>The laboratory with one recipe and no worker: jobs are accepted or refused, and fail when they would start.</summary>
public sealed class ProjectLab : IAsyncLifetime
{
    public const string Recipe = "pretrain-dna";

    private readonly DirectoryInfo _recipes = Directory.CreateTempSubdirectory("tsumugi-recipes-");
    private readonly Dictionary<string, HubClient> _clients = [];

    private readonly WireLab _wire;

    public ProjectLab() => _wire = new() { Lab = new() { Settings = options => options with { RecipeFolder = _recipes.FullName, WorkerPath = "/nowhere/worker.dll" } } };

    public LabHub Lab => _wire.Lab;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        File.Copy(Path.Combine(Root(), "recipes", Recipe + ".json"), Path.Combine(_recipes.FullName, Recipe + ".json"));
        await _wire.InitializeAsync();
        await Lab.Hub.AddPersonAsync("steward", false, "lab:steward");
        await Lab.Hub.AddPersonAsync("chair", false, "lab:steward");
        await Lab.Hub.AddPersonAsync("second", false, "lab");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        await _wire.DisposeAsync();
        _recipes.Delete(recursive: true);
    }

    public async Task<HubClient> AsAsync(string person)
    {
        if (!_clients.TryGetValue(person, out var client))
            _clients[person] = client = new(Lab.Hub.Address, await Lab.Hub.TokenAsync(person));
        return client;
    }

    /// <summary>A client with a token that acts for one project alone.</summary>
    public async Task<HubClient> BoundAsync(string person, string project)
    {
        var command = new CreateToken { PersonId = person, Name = "bound", Scope = TokenScope.Write, Lifetime = TimeSpan.FromHours(1), ProjectId = project };
        var made = await Lab.Hub.UseDbAsync(db => command.RunAsync(db, NodeRef.Of("person", person), DateTime.UtcNow, Stop));
        return _clients[$"{person} for {project}"] = new(Lab.Hub.Address, made.Value.Secret);
    }

    /// <summary>A dataset with bytes of its own.</summary>
    public async Task<string> DatasetAsync(string name, DataUseConditions conditions)
    {
        var command = new CreateRepository { Kind = RepositoryKinds.Dataset, InstitutionId = "lab", Name = name, TitleJa = name, TitleEn = name, Conditions = conditions };
        var made = await Lab.Hub.UseDbAsync(db => command.RunAsync(db, LabHub.Member, DateTime.UtcNow, Stop));
        await _wire.CommitAsync(made.Value, ("genes.txt", name));
        return $"dataset:lab/{name}";
    }

    /// <summary>A model with bytes of its own.</summary>
    /// <returns>The node of its revision.</returns>
    public async Task<string> ModelAsync(string name, Visibility visibility)
    {
        var made = await Lab.BeginAsync(RepositoryKinds.Model, name, visibility);
        await _wire.CommitAsync(made, ("config.json", $"{{\"name\":\"{name}\"}}"));
        return (await Lab.Hub.UseDbAsync(db => FindRepository.NewestAsync(db, made, Stop)))!.Node.ToString();
    }

    public async Task<ProjectView> BeginAsync(string id, NewProject? said = null, string person = "member", string institution = "lab") => await (await AsAsync(person)).BeginProjectAsync(
        (said ?? new()) with { Id = id, Institution = institution, TitleJa = "題", TitleEn = "Title", Layers = ["dna"] }, Stop);

    /// <returns>Null when it was accepted, otherwise the code of the refusal and its reason.</returns>
    public static async Task<(string Code, string Reason)?> SubmitAsync(HubClient hub, string dataset, string? project = null)
    {
        try
        {
            var job = await hub.SubmitAsync(
                new() { Recipe = Recipe, Institution = "lab", Inputs = new Dictionary<string, string> { ["genes"] = dataset }, Output = $"m-{Guid.NewGuid():n}", Project = project }, Stop);
            return job.Project == project || project is null ? null : ("wrong project", job.Project ?? "none");
        }
        catch (HubRefusedException refused)
        {
            return (refused.Problem.Code ?? "", refused.Problem.Detail ?? "");
        }
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
