using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Notices;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls;

/// <summary>Who takes part in a proposal hears what became of it.</summary>
internal sealed class ProposalNotices : INoticeSource
{
    public IReadOnlyCollection<string> Kinds { get; } = ["proposal.awarded", "proposal.declined"];

    public async Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop)
    {
        var id = NodeRef.Parse(record.Subject).Id;
        if (await db.Set<Proposal>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is not { } proposal)
            return [];
        var (ja, en) = record.Kind == "proposal.awarded" ? ("採択されました", "it is awarded") : ("採択されませんでした", "it was declined");
        return [.. proposal.People.Select(person => new NewNotice(person, new($"課題提案「{proposal.Title.Ja}」：{ja}", $"The proposal {proposal.Title.En}: {en}"), $"/proposals/{proposal.Id}"))];
    }
}
