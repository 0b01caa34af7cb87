using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases;

/// <summary>Models that somebody names as what something was made with.</summary>
internal static class NamedModels
{
    /// <returns>The revisions that are named, all of them visible to the caller.</returns>
    public static async Task<Outcome<IReadOnlyList<NodeRef>>> FindAsync(HubDb db, Caller caller, IReadOnlyList<string> named, CancellationToken stop)
    {
        var models = new List<NodeRef>();
        foreach (var text in named)
        {
            var model = NodeRef.TryParse(text, out var node) && node.Kind == RepositoryKinds.Model
                ? await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop)
                : Gate.NoSuch(new($"モデル {text} ", $"the model {text}"));
            if (model.Refused)
                return model.Refusal!;
            models.Add(model.Value.Node);
        }

        return models;
    }
}
