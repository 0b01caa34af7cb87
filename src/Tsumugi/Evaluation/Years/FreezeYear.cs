using Microsoft.EntityFrameworkCore;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Years;

/// <summary>Signs the numbers of a fiscal year that is over. Evidence that arrives later is shown beside them and never added.</summary>
public sealed class FreezeYear(HubDb db, CountIndicators count, HubSigner signer, HubOptions options)
{
    public async Task<Outcome<FrozenYear>> RunAsync(Caller caller, FiscalYear year, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (Decide(year, now, await db.Set<FrozenYear>().AsNoTracking().FirstOrDefaultAsync(row => row.Year == year.Year, stop)) is { } refused)
            return refused;

        // All of the numbers are of one moment: nobody writes until they are signed.
        while (!(await count.CatchUpAsync(stop)).IsDone)
            stop.ThrowIfCancellationRequested();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var definitions = await Definitions.AllAsync(db, stop);
        var counted = definitions.Min(known => known.Row.CountedTo);
        var head = await db.Set<EventRow>().AsNoTracking().OrderByDescending(row => row.Seq).FirstAsync(stop);
        if (counted < head.Seq)
            return Busy;
        var indicators = new List<FrozenIndicator>();
        foreach (var known in definitions.DistinctBy(known => known.Row.Name))
            indicators.Add(await OneAsync(known, year, stop));
        var document = new FrozenDocument(
            options.Programme.Name.En, year.Year, year.Start, year.End, now, caller.Node.ToString(), new(head.Seq, Convert.ToHexStringLower(head.Hash)), indicators).Write();
        var signature = signer.Sign(document);
        var frozen = new FrozenYear
        {
            Year = year.Year,
            At = now,
            PersonId = caller.PersonId!,
            Record = head.Seq,
            Document = document,
            KeyId = signature.KeyId,
            Signature = signature.Value,
        };
        db.Add(frozen);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "year.frozen",
            Subject = NodeRef.Of("year", $"{year.Year}"),
            Facts = new Dictionary<string, object?> { ["document"] = FrozenProof.HashOf(document), ["record"] = head.Seq, ["key"] = signature.KeyId, ["signature"] = signature.Value },
        });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return frozen;
    }

    public static Refusal? Decide(FiscalYear year, DateTime now, FrozenYear? known) =>
        known is not null ? Refusal.Conflict(
            "frozen-already",
            new($"{year.Name.Ja}は {known.At:yyyy-MM-dd} に確定済みです。", $"{year.Name.En} was frozen on {known.At:yyyy-MM-dd}."),
            new("後から届いた根拠は、確定値との差として指標のページに示されます。", "Evidence that came later is shown beside it on the indicators' page."))
        : now < year.End ? Refusal.Conflict(
            "year-not-over",
            new($"{year.Name.Ja}はまだ終わっていません。", $"{year.Name.En} is not over yet."),
            new($"{year.Year + 1} 年 4 月 1 日（日本時間）以降に確定してください。", $"Freeze it from 1 April {year.Year + 1} on, Japan's time."))
        : null;

    private async Task<FrozenIndicator> OneAsync(KnownIndicator known, FiscalYear year, CancellationToken stop)
    {
        var filter = new IndicatorFilter { Year = year };
        var (value, rows) = await count.CountAsync(known, filter, stop);
        var institutions = await count.ByInstitutionAsync(known, filter, stop);
        return new(
            known.Row.Name, known.Row.Version, known.Definition.Meaning, known.Definition.Class.ToString().ToLowerInvariant(), known.Definition.Unit.En,
            value, rows, institutions.Where(one => one.Institution.Length > 0).ToDictionary(one => one.Institution, one => one.Value));
    }

    private static Refusal Busy { get; } = Refusal.Conflict(
        "still-counting", new("集計の途中で新しい記録が書かれました。", "Records were written while the numbers were counted."), new("もう一度確定してください。", "Freeze it again."));
}
