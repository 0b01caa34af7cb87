using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Cases;

/// <summary>Use cases as somebody may see them: of what they were made with, they are told only what they may know.</summary>
public sealed class ShowUseCases(HubDb db, VisibleLineage visible)
{
    public async Task<IReadOnlyList<UseCaseView>> ListAsync(Caller caller, UseCaseStage? stage, int most, CancellationToken stop)
    {
        var rows = await db.Set<UseCase>().AsNoTracking().Where(row => stage == null || row.Stage == stage).OrderByDescending(row => row.ChangedAt).Take(most).ToListAsync(stop);
        return await RunAsync(caller, rows, stop);
    }

    public async Task<IReadOnlyList<UseCaseView>> RunAsync(Caller caller, IReadOnlyList<UseCase> rows, CancellationToken stop)
    {
        var hidden = await visible.HiddenAsync(caller, rows.SelectMany(row => row.Models.Concat(row.Data).Concat(row.Evidence)).Select(NodeRef.Parse), stop);
        IReadOnlyList<string> Seen(IReadOnlyList<string> nodes) => [.. nodes.Where(node => !hidden.ContainsKey(NodeRef.Parse(node)))];
        return [.. rows.Select(row => View(row, Seen(row.Models), Seen(row.Data), Seen(row.Evidence)))];
    }

    private static UseCaseView View(UseCase row, IReadOnlyList<string> models, IReadOnlyList<string> data, IReadOnlyList<string> evidence) => new(
        row.Id, row.InstitutionId, row.TitleJa, row.TitleEn, row.Summary, row.ForWhom, row.Stage.ToString(), row.PersonId, row.CreatedAt, row.ChangedAt,
        models, data, evidence, row.Letters, row.Models.Count + row.Data.Count + row.Evidence.Count - models.Count - data.Count - evidence.Count);
}
