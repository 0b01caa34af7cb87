using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases;

/// <summary>Models, or datasets, that somebody names as what something was made with.</summary>
internal static class NamedRevisions
{
    /// <param name="kind">A kind of <see cref="RepositoryKinds"/>.</param>
    /// <returns>The revisions that are named, all of them visible to the caller.</returns>
    public static async Task<Outcome<IReadOnlyList<NodeRef>>> FindAsync(HubDb db, Caller caller, string kind, IReadOnlyList<string> named, CancellationToken stop)
    {
        var found = new List<NodeRef>();
        foreach (var text in named)
        {
            var revision = NodeRef.TryParse(text, out var node) && node.Kind == kind
                ? await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop)
                : Gate.NoSuch(new($"{RepositoryKinds.Title(kind).Ja} {text} ", $"the {kind} {text}"));
            if (revision.Refused)
                return revision.Refusal!;
            found.Add(revision.Value.Node);
        }

        return found;
    }
}
