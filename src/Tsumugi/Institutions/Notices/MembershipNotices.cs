using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Notices;

/// <summary>Who became a member of an institution hears of it.</summary>
internal sealed class MembershipNotices : INoticeSource
{
    public IReadOnlyCollection<string> Kinds { get; } = ["membership.granted"];

    public async Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop)
    {
        using var facts = JsonDocument.Parse(record.Body);
        var id = facts.RootElement.GetProperty("institution").GetString();
        var (person, institution) = (NodeRef.Parse(record.Subject).Id, await db.Set<Institution>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop));
        return institution is null ? [] : [new(person, new($"{institution.NameJa} の一員になりました", $"You are a member of {institution.NameEn}"), $"/institutions/{id}")];
    }
}
