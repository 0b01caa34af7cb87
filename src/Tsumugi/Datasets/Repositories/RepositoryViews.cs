using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Repositories as the outside sees them.</summary>
public static class RepositoryViews
{
    private const int MostFiles = 1000;

    public static RepositorySummary Summary(Repository repository, string? newest) => new(
        repository.Node.ToString(), repository.Kind, repository.InstitutionId, repository.Name, repository.TitleJa, repository.TitleEn,
        repository.Visibility.ToString().ToLowerInvariant(), [.. repository.Conditions.Licences], repository.Conditions.Permission.ToString(),
        repository.CreatedAt, newest);

    /// <summary>With its first files; the tree route pages through all.</summary>
    public static async Task<RevisionView> RevisionAsync(HubDb db, Revision revision, CancellationToken stop) => new(
        revision.Node.ToString(), revision.Hash, revision.Number, revision.CreatedAt, revision.PersonId, revision.JobId,
        [.. (await RevisionFiles.FirstAsync(db, revision, MostFiles, stop)).Select(file => new FileView(file.Path, file.Hash, file.Size))], revision.FactsJson);

    public static ConditionsView Conditions(DataUseConditions conditions) => conditions.ToView();

    public static async Task<RepositoryView> WholeAsync(HubDb db, Repository repository, CancellationToken stop)
    {
        var revisions = await FindRepository.Of(db, repository).Take(100).ToListAsync(stop);
        var around = revisions.Count > 0 ? revisions[0].Node : repository.Node;
        var effective = await EffectiveConditions.OfAsync(db, [around], stop);
        var views = new List<RevisionView>();
        foreach (var revision in revisions)
            views.Add(await RevisionAsync(db, revision, stop));
        return new(
            Summary(repository, revisions.Count > 0 ? revisions[0].Hash : null), repository.Card,
            Conditions(repository.Conditions), Conditions(effective.Combined), views);
    }
}
