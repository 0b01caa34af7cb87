using System.Runtime.CompilerServices;
using Markdig;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls;

namespace Tsumugi.Datasets.Catalogue.Sources;

internal sealed class CallRecords(HubDb db) : ICatalogueSource
{
    public string Kind => Call.NodeKind;

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in db.Set<Call>().Select(row => new { row.Id, row.CreatedAt }).AsAsyncEnumerable().WithCancellation(stop))
            yield return (row.Id, row.CreatedAt);
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await db.Set<Call>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(stop)).Select(row => new CatalogueRecord
        {
            Node = row.Node,
            Title = row.Title,
            Texts = [Markdown.ToPlainText(row.Text), .. row.Criteria.SelectMany(criterion => (string[])[criterion.TitleJa, criterion.TitleEn])],
            At = row.CreatedAt,
            Scopes = [CatalogueScopes.Hub],
        })];

    public async Task<IReadOnlyDictionary<string, MayUse>> AskAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        return (await db.Set<Call>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(stop)).ToDictionary(row => row.Id, row => row.StateAt(now) switch
        {
            "open" => new MayUse(MayUseRuling.Yes, new("応募できます", "Open for proposals"), new($"締め切りは {JapanTime.Day(row.ClosesAt):yyyy-MM-dd} です。", $"It closes on {JapanTime.Day(row.ClosesAt):yyyy-MM-dd}.")),
            "scheduled" => new MayUse(MayUseRuling.AfterStep, new("まだ始まっていません", "Not open yet"), new($"{JapanTime.Day(row.OpensAt):yyyy-MM-dd} に始まります。", $"It opens on {JapanTime.Day(row.OpensAt):yyyy-MM-dd}.")),
            _ => new MayUse(MayUseRuling.No, new("締め切られました", "Closed")),
        });
    }
}
