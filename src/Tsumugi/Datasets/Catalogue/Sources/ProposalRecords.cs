using System.Runtime.CompilerServices;
using Markdig;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls;
using Tsumugi.Projects.Calls.Reviews;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Catalogue.Sources;

/// <summary>Proposals that were handed in, each for those alone to whom <see cref="FindProposal"/> shows it. Drafts are changed without a word on the thread, and stay out.</summary>
internal sealed class ProposalRecords(HubDb db) : ICatalogueSource
{
    public string Kind => Proposal.NodeKind;

    private IQueryable<Proposal> HandedIn => db.Set<Proposal>().AsNoTracking().Where(row => row.State != ProposalState.Draft && row.State != ProposalState.Withdrawn && row.SubmittedAt != null);

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in HandedIn.Select(row => new { row.Id, row.SubmittedAt }).AsAsyncEnumerable().WithCancellation(stop))
            yield return (row.Id, row.SubmittedAt!.Value);
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await HandedIn.Where(row => ids.Contains(row.Id)).ToListAsync(stop)).Select(row => new CatalogueRecord
        {
            Node = row.Node,
            Title = row.Title,
            Texts = [Markdown.ToPlainText(row.Entry.Project?.Summary ?? ""), Markdown.ToPlainText(row.Entry.Plan ?? "")],
            At = row.SubmittedAt!.Value,
            Scopes = [CatalogueScopes.Only(row.Node)],
            Facets =
            [
                new(Facets.Institution, row.InstitutionId),
                .. (row.Entry.Project?.Layers ?? []).Select(layer => new Facet(Facets.Layer, layer)),
                .. (row.Entry.Project?.Modalities ?? []).Select(modality => new Facet(Facets.Modality, modality)),
                .. row.Entry.Project?.Disease is { Length: > 0 } disease ? [new Facet(Facets.Disease, disease)] : Array.Empty<Facet>(),
            ],
        })];

    public async Task<IReadOnlyList<string>> ScopesAsync(Caller caller, CancellationToken stop)
    {
        var asked = (await FindProposal.OwnAsync(db, caller, stop)).Select(row => row.Id)
            .Union(await db.Set<Review>().AsNoTracking().Where(row => row.PersonId == caller.PersonId).Select(row => row.ProposalId).ToListAsync(stop));
        var seen = await new ProposalSight(db).VisibleAsync(caller, [.. asked], stop);
        return [.. seen.Select(id => CatalogueScopes.Only(NodeRef.Of(Kind, id)))];
    }
}
