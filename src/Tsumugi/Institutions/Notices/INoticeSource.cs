using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Notices;

/// <param name="Href">The page that it is about, from the hub's root.</param>
public sealed record NewNotice(string PersonId, Words Title, string Href);

/// <summary>What a room tells people of what is written on the thread. Whoever did it themselves is not told.</summary>
public interface INoticeSource
{
    /// <summary>The kinds of records that may concern somebody.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <returns>Whom the record concerns, and what they are told.</returns>
    Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop);
}
