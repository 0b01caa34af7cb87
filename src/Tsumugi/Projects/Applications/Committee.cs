using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Applications;

/// <summary>データアクセス委員会: the stewards of the institution that gave the data, without whoever applies.</summary>
public static class Committee
{
    public static Task<List<string>> MembersAsync(HubDb db, string owner, string applicant, CancellationToken stop) => db.Set<Membership>()
        .Where(row => row.InstitutionId == owner && row.Role == InstitutionRole.Steward && row.PersonId != applicant)
        .Select(row => row.PersonId)
        .ToListAsync(stop);

    /// <summary>More than half of all members decide, so that nobody's silence grants anything.</summary>
    /// <returns>True for yes, false when there can be no yes any more, null while it is open.</returns>
    public static bool? Decide(IReadOnlyCollection<string> members, IEnumerable<UseVote> votes)
    {
        var counted = votes.Where(vote => members.Contains(vote.PersonId)).ToList();
        var (yes, no) = (counted.Count(vote => vote.Yes), counted.Count(vote => !vote.Yes));
        return yes * 2 > members.Count ? true : members.Count > 0 && no * 2 >= members.Count ? false : null;
    }
}
