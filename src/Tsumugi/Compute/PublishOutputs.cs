using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Jobs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute;

/// <summary>Turns what a job left into a revision of a repository, credited to the job's institution and person.</summary>
public sealed class PublishOutputs(ContentStore content, Recipes recipes)
{
    /// <param name="kind">Of the repository.</param>
    public async Task<IReadOnlyList<string>> StageAsync(HubDb db, Job job, string kind, JobResult result, string outputFolder, CancellationToken stop)
    {
        var repository = await FindOrBeginAsync(db, job, kind, stop);
        var revision = await new AddRevision
        {
            Repository = repository,
            Actor = JobChanges.Hub,
            PersonId = job.PersonId,
            JobId = job.Id,
            Files = await StoreAsync(result.Files, outputFolder, stop),
            Facts = JsonSerializer.Serialize(result.Facts, JsonSerializerOptions.Web),
            Sources = [(Relations.MadeBy, job.Node), .. Parents(job, kind)],
        }.StageAsync(db, DateTime.UtcNow, stop);
        return [revision.Node.ToString()];
    }

    /// <summary>Stores every file; repeating it after a crash stores nothing twice.</summary>
    public async Task<IReadOnlyList<RevisionFile>> StoreAsync(IReadOnlyList<string> paths, string folder, CancellationToken stop)
    {
        await using var batch = content.Begin();
        var files = new List<RevisionFile>();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            await using var file = File.OpenRead(Path.Combine(folder, path));
            var stored = await batch.AddAsync(file, stop);
            files.Add(new(path, stored.Hash, stored.Size));
        }

        await batch.CompleteAsync(stop);
        return files;
    }

    private async Task<Repository> FindOrBeginAsync(HubDb db, Job job, string kind, CancellationToken stop)
    {
        var existing = await db.Set<Repository>().FirstOrDefaultAsync(
            row => row.Kind == kind && row.InstitutionId == job.InstitutionId && row.Name == job.Output, stop);
        if (existing is not null)
            return existing;
        var recipe = await recipes.FindAsync(job.RecipeName, stop);
        var title = recipe.Refused ? Words.Same(job.Output!) : recipe.Value.Description;

        // What comes of something of dual-use concern is not shown to everybody before it was reviewed.
        var inputs = job.Inputs.Values.Select(NodeRef.Parse);
        var ofConcern = false;
        foreach (var input in inputs)
            ofConcern = ofConcern || (await AskRelease.ReachingAsync(db, input, stop)).Count > 0;
        var begun = new Repository
        {
            Kind = kind,
            InstitutionId = job.InstitutionId,
            Name = job.Output!,
            ProjectId = job.ProjectId,
            Slug = job.Output!,
            TitleJa = title.Ja,
            TitleEn = title.En,
            Card = "",
            // Data may hold what its inputs held; whoever knows what is in them opens them.
            Visibility = ofConcern || kind == RepositoryKinds.Dataset ? Visibility.Institution : Visibility.Hub,
            Conditions = DataUseConditions.None,
            CreatedAt = DateTime.UtcNow,
            UpdatedAt = DateTime.UtcNow,
        };
        CreateRepository.Stage(db, JobChanges.Hub, begun);
        return begun;
    }

    private static IEnumerable<(string, NodeRef)> Parents(Job job, string kind) => job.Inputs.Values
        .Select(NodeRef.Parse)
        .Where(node => node.Kind == kind)
        .Select(node => (Relations.DerivedFrom, node));
}
