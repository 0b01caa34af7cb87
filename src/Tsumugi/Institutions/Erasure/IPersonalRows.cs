using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Erasure;

/// <summary>What a room keeps of people that is of use to themselves alone, and what it needs them for.</summary>
public interface IPersonalRows
{
    /// <returns>What has to be settled before somebody can be erased: nobody else could go on with it.</returns>
    Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, string person, CancellationToken stop);

    /// <summary>Takes their own rows away, inside a transaction; rows that others need stay, and have a pseudonym afterwards.</summary>
    /// <param name="by">Who erases, for what is recorded.</param>
    Task EraseAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop);
}
