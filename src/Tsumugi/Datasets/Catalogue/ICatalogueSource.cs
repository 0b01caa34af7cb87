using Tsumugi.Hub.Language;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>What a room contributes to the catalogue: things of one kind.</summary>
/// <remarks>Whatever happens to a thing is written into the thread with the thing as its subject; after that it is read again from here.</remarks>
public interface ICatalogueSource
{
    /// <summary>The kind of their nodes.</summary>
    string Kind { get; }

    /// <summary>All that there are, in any order.</summary>
    IAsyncEnumerable<(string Id, DateTime At)> AllAsync(CancellationToken stop);

    /// <returns>Those of the ids that the catalogue names to anybody; what was deleted, or is a draft, is left out.</returns>
    Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop);

    /// <returns>Scopes that the caller has beyond those of everybody and of their institutions.</returns>
    Task<IReadOnlyList<string>> ScopesAsync(Caller caller, CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>"May I use it?", of the few that a page shows.</summary>
    /// <returns>Id → answer; one that has none is left out.</returns>
    Task<IReadOnlyDictionary<string, MayUse>> AskAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        Task.FromResult<IReadOnlyDictionary<string, MayUse>>(new Dictionary<string, MayUse>());
}

/// <summary>What the gate says of a use.</summary>
/// <param name="Answer">In a word or two.</param>
/// <param name="Why">The reason and the next step; null where there is nothing to add.</param>
public sealed record MayUse(MayUseRuling Ruling, Words Answer, Words? Why = null);

public enum MayUseRuling
{
    Yes,

    /// <summary>After something that the reader can do: a request, an application, a course.</summary>
    AfterStep,
    No,
}
