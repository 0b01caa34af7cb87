using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Publications.Credit;

/// <summary>Whom and what a publication owes: the models that it was made with, and what these were made from.</summary>
/// <param name="Sources">Datasets and models behind the models, as far as the reader may know them.</param>
/// <param name="Hidden">Models and sources whose names the reader may not know.</param>
public sealed record PublicationCredit(Publication Publication, IReadOnlyList<RepositoryFacts> Models, IReadOnlyList<SourceFacts> Sources, int Hidden)
{
    public IEnumerable<SourceFacts> Data => Sources.Where(source => source.Kind == RepositoryKinds.Dataset);

    /// <summary>Read from the thread, not from what anybody says: what the models were made from is what their jobs used.</summary>
    public static async Task<PublicationCredit> FindAsync(HubDb db, Caller caller, Publication publication, Uri endpoint, CancellationToken stop)
    {
        var (models, sources, hidden) = (new List<RepositoryFacts>(), new Dictionary<string, SourceFacts>(StringComparer.Ordinal), 0);
        foreach (var node in publication.MadeWith.Select(NodeRef.Parse))
        {
            var revision = await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop);
            if (revision.Refused)
            {
                hidden++;
                continue;
            }

            var repository = await FindRepository.OfNode(db, node).AsNoTracking().FirstAsync(stop);
            var facts = await new DescribeRepository { Repository = repository, Revision = revision.Value, Endpoint = endpoint, Files = 0 }.RunAsync(db, caller, stop);
            models.Add(facts);
            hidden += facts.HiddenSources;
            foreach (var source in facts.Sources)
                sources.TryAdd(source.Node, source);
        }

        return new(publication, models, [.. sources.Values.OrderBy(source => source.Node, StringComparer.Ordinal)], hidden);
    }
}
