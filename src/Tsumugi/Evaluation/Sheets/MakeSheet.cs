using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Evaluation;
using Tsumugi.Evaluation.Years;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>Everything that a sheet says, at one moment.</summary>
public sealed record MadeSheet(EvaluationSheet Sheet, SheetFields Fields, IReadOnlyDictionary<int, IndicatorSheet> Years, EventRow Head);

/// <summary>Fills a sheet from what is on record now.</summary>
public sealed class MakeSheet(HubDb db, ShowYear show, HubOptions options)
{
    public async Task<MadeSheet> RunAsync(SheetKind kind, int year, DateTime now, CancellationToken stop)
    {
        var sheet = await db.Set<EvaluationSheet>().AsNoTracking().FirstOrDefaultAsync(row => row.Kind == kind && row.Year == year, stop)
            ?? new() { Kind = kind, Year = year, Texts = SheetTexts.Empty, PersonId = "", ChangedAt = now };
        var years = new Dictionary<int, IndicatorSheet>();
        foreach (var one in Enumerable.Range(year - SheetFields.PastYears, SheetFields.PastYears + 1))
            years[one] = await show.RunAsync(new() { Year = new(one) }, now, stop);
        var evidence = await SheetEvidence.RunAsync(db, new FiscalYear(year), years, stop);
        var head = await db.Set<EventRow>().AsNoTracking().OrderByDescending(row => row.Seq).FirstAsync(stop);
        return new(sheet, SheetFields.Of(sheet, options.Programme, years, evidence, $"{head.Seq} {Convert.ToHexStringLower(head.Hash)}"), years, head);
    }
}
