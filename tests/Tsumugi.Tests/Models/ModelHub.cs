using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Benchmarks;
using Tsumugi.Tests.Datasets;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models;

/// <summary>The laboratory with models: a public one made from a private one, each measured by a job.</summary>
public sealed class ModelHub : IAsyncLifetime
{
    private readonly LabHub _lab = new();

    public Kit.TestHub Hub => _lab.Hub;

    public async ValueTask InitializeAsync()
    {
        await _lab.InitializeAsync();
        var secret = (await Hub.UseDbAsync(db => FindRepository.RevisionAsync(
            db, LabHub.Member, Act.Use, NodeRef.Of(RepositoryKinds.Dataset, "lab/secret"), default))).Value;
        var hidden = await ModelAsync("hidden", Visibility.Institution, secret.Node, []);
        await ModelAsync("shown", Visibility.Hub, secret.Node, [(Relations.DerivedFrom, hidden.Node)]);
        await _lab.BeginAsync(RepositoryKinds.Model, "empty", Visibility.Hub);
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    public Task<HttpResponseMessage> OpenAsync(string path, string who) => _lab.OpenAsync(path, who);

    private async Task<Revision> ModelAsync(string name, Visibility visibility, NodeRef data, IReadOnlyList<(string, NodeRef)> parents)
    {
        var repository = await _lab.BeginAsync(RepositoryKinds.Model, name, visibility);
        var stored = await Hub.Services.GetRequiredService<ContentStore>().PutBytesAsync(Encoding.UTF8.GetBytes(name), default);
        return await Hub.UseDbAsync(async db =>
        {
            var (train, measure) = (Job($"train-{name}", data), Job($"measure-{name}", data));
            db.AddRange(train, measure);
            db.Record(new()
            {
                Actor = LabHub.Member.Node,
                Kind = "job.submitted",
                Subject = train.Node,
                Facts = new Dictionary<string, object?>(),
                Ties = [new(train.Node, Relations.BelongsTo, NodeRef.Of("institution", "lab")), new(train.Node, Relations.Used, data)],
            });
            await db.SaveChangesAsync();
            var revision = await new AddRevision
            {
                Repository = repository,
                Actor = LabHub.Member.Node,
                PersonId = "member",
                JobId = train.Id,
                Files = [new("model.safetensors", stored.Hash, stored.Size)],
                Facts = """{"views":["dna","protein","text"],"parameters":123456,"steps":30,"trainedPairs":["dna-protein","protein-text"]}""",
                Sources = [(Relations.MadeBy, train.Node), .. parents],
            }.StageAsync(db, DateTime.UtcNow, default);
            db.Add(new BenchmarkResult
            {
                JobId = measure.Id,
                Model = revision.Node.ToString(),
                Dataset = data.ToString(),
                CreatedAt = DateTime.UtcNow,
                Report = Report,
            });
            await db.SaveChangesAsync();
            return revision;
        });
    }

    private static Job Job(string id, NodeRef data) => new()
    {
        Id = id,
        Kind = "align",
        RecipeName = "align",
        Recipe = "{}",
        InstitutionId = "lab",
        PersonId = "member",
        Output = null,
        Seed = 1,
        Threads = 1,
        Inputs = new Dictionary<string, string> { ["genes"] = data.ToString() },
        CreatedAt = DateTime.UtcNow,
        State = JobState.Succeeded,
    };

    private static RetrievalReport Report { get; } = new()
    {
        HeldOut = 40,
        Genes = 400,
        Directions = [Row("dnaToProtein", "model", true), Row("dnaToProtein", "exact translation", false), Row("dnaToText", "model", false)],
    };

    private static RetrievalFigures Row(string direction, string method, bool trained) => new()
    {
        Direction = direction,
        Method = method,
        Subset = "all",
        Queries = 40,
        Candidates = 40,
        RecallAt1 = 0.25,
        RecallAt10 = 0.5,
        Mrr = 0.321,
        ChanceAt1 = 0.025,
        ChanceAt10 = 0.25,
        Trained = trained,
    };
}
