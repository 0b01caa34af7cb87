using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Concerns;

/// <summary>Concerns and what reviewers said: for those who see the dataset or model.</summary>
public static class FindConcern
{
    public static async Task<Outcome<Concern>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var found = await db.Set<Concern>().FirstOrDefaultAsync(row => row.Id == id, stop);
        var repository = found is null ? null : await FindRepository.OfNode(db, NodeRef.Parse(found.Node)).AsNoTracking().FirstAsync(stop);
        return repository is null || Gate.Ask(caller, Act.Read, repository.Guarded) is not null ? Gate.NoSuch(new($"悪用の懸念 {id} ", $"the concern {id}")) : found!;
    }

    /// <summary>Those that reach a repository, with every review of its own release.</summary>
    public static async Task<IReadOnlyList<ConcernView>> ReachingAsync(HubDb db, Repository repository, CancellationToken stop)
    {
        var views = new List<ConcernView>();
        foreach (var concern in await AskRelease.ReachingAsync(db, repository.Node, stop))
        {
            var reviews = await db.Set<ReleaseReview>().AsNoTracking().Where(row => row.ConcernId == concern.Id).OrderBy(row => row.At).ToListAsync(stop);
            views.Add(ViewOf(concern, reviews));
        }

        return views;
    }

    public static ConcernView ViewOf(Concern concern, IEnumerable<ReleaseReview> reviews) => new(
        concern.Id, concern.Node, concern.InstitutionId, concern.Category.ToString(), concern.Reason, concern.PersonId, concern.At, [.. reviews.Select(ViewOf)]);

    public static ReviewView ViewOf(ReleaseReview review) => new(review.Act.ToString(), review.Node, review.PersonId, review.Yes, review.Comment, review.At);
}
