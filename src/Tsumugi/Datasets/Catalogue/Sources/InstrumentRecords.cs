using System.Runtime.CompilerServices;
using Markdig;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Datasets.Catalogue.Sources;

/// <summary>Instruments that are in use, found by their techniques in all the words that these have.</summary>
internal sealed class InstrumentRecords(HubDb db) : ICatalogueSource
{
    public string Kind => Instrument.NodeKind;

    private IQueryable<Instrument> InUse => db.Set<Instrument>().AsNoTracking().Where(row => row.RetiredAt == null);

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in InUse.Select(row => new { row.Id, row.CreatedAt }).AsAsyncEnumerable().WithCancellation(stop))
            yield return (row.Id, row.CreatedAt);
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await InUse.Where(row => ids.Contains(row.Id)).ToListAsync(stop)).Select(row => new CatalogueRecord
        {
            Node = row.Node,
            Title = row.Name,
            Texts =
            [
                Markdown.ToPlainText(row.Description), row.Place, row.Manufacturer, row.Model, row.Identifier ?? "",
                .. row.Techniques.Select(Technique.Find).OfType<Technique>().SelectMany(one => (string[])[one.Id, one.Name.Ja, one.Name.En, .. one.Others]),
            ],
            At = row.CreatedAt,
            Scopes = [CatalogueScopes.Hub],
            Facets = [new(Facets.Institution, row.InstitutionId)],
        })];

    public async Task<IReadOnlyDictionary<string, MayUse>> AskAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop)
    {
        var rows = await InUse.Where(row => ids.Contains(row.Id)).ToListAsync(stop);
        var certificates = await AskBooking.CertificatesAsync(db, caller, stop);
        var courses = rows.Exists(row => row.CourseId is not null) ? (await FindCourse.AllAsync(db, stop)).ToDictionary(course => course.Id, course => course.Title) : [];
        return rows.ToDictionary(row => row.Id, row => AskBooking.Decide(row, caller, certificates, row.CourseId is { } course && courses.TryGetValue(course, out var title) ? title : null) is { } obstacle
            ? new MayUse(obstacle.Code == "certificate-needed" ? MayUseRuling.AfterStep : MayUseRuling.No, new("まだ予約できません", "You may not book it yet"), new($"{obstacle.Reason.Ja}{obstacle.Remedy.Ja}", $"{obstacle.Reason.En} {obstacle.Remedy.En}"))
            : new MayUse(MayUseRuling.Yes, new("予約できます", "You may book it")));
    }
}
