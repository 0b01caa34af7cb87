using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Harvest.Forms;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Harvest;

/// <summary>Takes one page of one source, or a part of what is gone; each is one transaction with the cursor, so that a hub that is stopped goes on where it was.</summary>
internal sealed class RunHarvest(HubDb db, HarvestHttp http, HubOptions options)
{
    /// <summary>Of one harvest: a source whose pages never end is given up.</summary>
    private const int MostPages = 100_000;
    private const int MostTold = 2_000_000;
    private const int MostBarren = 10;

    private const int MostRecords = 20_000;
    private const int MostAtOnce = 1_000;
    private const int MostText = 5_000;
    private const int MostTitle = 500;
    private const int MostList = 50;

    private static readonly IReadOnlyList<IHarvestForm> Forms = [new OaiPmh(), new LinkedData(), new DataCiteApi()];
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public async Task RunAsync(HarvestSource source, CancellationToken stop)
    {
        try
        {
            if (source.Clearing)
            {
                await ClearAsync(source, stop);
                return;
            }

            if (source.Cursor is null)
                (source.Round, source.Pages, source.Told, source.Barren) = (source.Round + 1, 0, 0, 0);
            var page = await Forms.Single(form => form.Form == source.Form).AskAsync(source, http, stop);
            Check(source, page);
            await TakeAsync(source, page, stop);
        }
        catch (HarvestException error)
        {
            // Nothing of a page that failed is kept.
            db.ChangeTracker.Clear();
            db.Update(source);
            Fail(source, error);
            await db.SaveChangesAsync(stop);
        }
    }

    /// <summary>Gives a source up whose pages do not end, however it goes about it.</summary>
    private static void Check(HarvestSource source, HarvestPage page)
    {
        if (page.Records.Count > MostRecords)
            throw new HarvestException(new($"1 ページに {page.Records.Count:N0} 件あります（{MostRecords:N0} 件まで）。", $"One page holds {page.Records.Count:N0} records; at most {MostRecords:N0} are taken.")) { Restart = true };
        if (page.Next is not null && (page.Next == source.Cursor || source.Pages + 1 >= MostPages || source.Barren >= MostBarren))
            throw new HarvestException(new($"ページが終わりません（{source.Pages + 1:N0} ページ目）。", $"Its pages do not end (page {source.Pages + 1:N0}).")) { Restart = true };
        if (source.Told + page.Records.Count > MostTold)
            throw new HarvestException(new($"{MostTold:N0} 件を超えます。set などで範囲を絞ってください。", $"It tells of more than {MostTold:N0} records; narrow it down, for example to a set.")) { Restart = true };
    }

    private async Task TakeAsync(HarvestSource source, HarvestPage page, CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        if (source.Cursor is null)
            (source.Whole, source.SinceNext) = (page.Whole && !page.Unchanged, page.SinceNext);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var fresh = await KeepAsync(source, page.Records, now, stop);
        (source.Cursor, source.Pages, source.Told, source.Barren) = (page.Next, source.Pages + 1, source.Told + page.Records.Count, fresh > 0 ? 0 : source.Barren + 1);
        if (page.Next is null && source is { Whole: true, Told: 0 } && await Current(source).AnyAsync(stop))
            throw new HarvestException(new("1 件も返りませんでした。前回までの記録は残しています。本当に空になったときは、このカタログの収集をやめてください。", "It tells of nothing any more; what it told before is kept. If it really is empty, end its harvest."));
        (source.Faults, source.FaultJa, source.FaultEn) = (0, null, null);
        (source.Clearing, source.NextAt) = (page.Next is null && source.Whole, now + options.HarvestPause);
        if (page.Next is null && !source.Whole)
            End(source, now);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
    }

    /// <returns>How many of them this harvest had not told before.</returns>
    private async Task<int> KeepAsync(HarvestSource source, IReadOnlyList<RemoteRecord> told, DateTime now, CancellationToken stop)
    {
        // Of two that are called alike the later stands.
        var (latest, fresh) = (told.GroupBy(remote => remote.Key).Select(same => same.Last()).ToList(), 0);
        foreach (var some in latest.Chunk(MostAtOnce))
        {
            var keys = some.Select(remote => remote.Key).ToList();
            var known = await db.Set<HarvestedRecord>().Where(row => row.SourceId == source.Id && keys.Contains(row.Key)).ToDictionaryAsync(row => row.Key, stop);
            fresh += some.Count(remote => !known.TryGetValue(remote.Key, out var row) || row.Round < source.Round);
            foreach (var remote in some)
                Keep(source, remote, known.GetValueOrDefault(remote.Key), now);
        }

        return fresh;
    }

    private void Keep(HarvestSource source, RemoteRecord remote, HarvestedRecord? row, DateTime now)
    {
        if (remote.Deleted)
        {
            if (row is not null)
                row.Round = source.Round;
            if (row is { DeletedAt: null })
                Forget(db, row, now);
            return;
        }

        var isNew = row is null;
        row ??= db.Add(new HarvestedRecord { SourceId = source.Id, Key = remote.Key, Identifier = Cut(remote.Identifier, MostTitle), TitleJa = "", TitleEn = "", Text = "", Round = source.Round, HarvestedAt = now }).Entity;
        var before = row with { };
        Fill(row, remote);
        (var wasGone, row.DeletedAt, row.Round) = (row.DeletedAt is not null, null, source.Round);
        if (!isNew && !wasGone && Same(before, row))
            return;
        row.ChangedAt = now;
        db.Record(Entry(isNew || wasGone ? "record.harvested" : "record.changed", row));
    }

    private static void Fill(HarvestedRecord row, RemoteRecord remote)
    {
        var title = remote.Title;
        (row.TitleJa, row.TitleEn, row.Text) = (Cut(title.Ja, MostTitle), Cut(title.En, MostTitle), Cut(remote.Text, MostText));
        row.Url = remote.Url is { Length: <= MostText } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address.AbsoluteUri : null;
        (row.Creators, row.Subjects) = (Cut(remote.Creators), Cut(remote.Subjects));
        (row.Publisher, row.Issued, row.Licence, row.Type) = (Cut(remote.Publisher), Cut(remote.Issued?.Split('T')[0]), Cut(remote.Licence), Cut(remote.Type));
    }

    private static bool Same(HarvestedRecord one, HarvestedRecord other) =>
        one with { Round = 0, Creators = [], Subjects = [] } == other with { Round = 0, Creators = [], Subjects = [] }
        && one.Creators.SequenceEqual(other.Creators) && one.Subjects.SequenceEqual(other.Subjects);

    /// <summary>Takes some away of what a harvest of everything did not tell; with the last of them it is over.</summary>
    private async Task ClearAsync(HarvestSource source, CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        var gone = await Current(source).Where(row => row.Round < source.Round).Take(MostAtOnce).ToListAsync(stop);
        foreach (var row in gone)
            Forget(db, row, now);
        if (gone.Count < MostAtOnce)
            End(source, now);
        await db.SaveChangesAsync(stop);
    }

    private IQueryable<HarvestedRecord> Current(HarvestSource source) => db.Set<HarvestedRecord>().Where(row => row.SourceId == source.Id && row.DeletedAt == null);

    private static void End(HarvestSource source, DateTime now) =>
        (source.Clearing, source.HarvestedAt, source.Since, source.NextAt) = (false, now, source.SinceNext, now.AddHours(source.EveryHours));

    internal static void Forget(HubDb db, HarvestedRecord row, DateTime now)
    {
        row.DeletedAt = now;
        db.Record(Entry("record.gone", row));
    }

    private static void Fail(HarvestSource source, HarvestException error)
    {
        source.Faults++;
        (source.FaultJa, source.FaultEn) = (error.Why.Ja, error.Why.En);
        if (error.Restart)
            source.Cursor = null;
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(source.Faults, 12) - 1));
        if (error.RetryAfter is { } later && later > wait)
            wait = later;
        source.NextAt = DateTime.UtcNow + (wait < LongestWait ? wait : LongestWait);
    }

    private static ThreadEntry Entry(string kind, HarvestedRecord row) => new()
    {
        Actor = NodeRef.Of("hub", "self"),
        Kind = kind,
        Subject = row.Node,
        Facts = new Dictionary<string, object?> { ["source"] = row.SourceId, ["identifier"] = row.Identifier },
    };

    private static IReadOnlyList<string> Cut(IReadOnlyList<string> texts) => [.. texts.Take(MostList).Select(text => Cut(text, MostTitle))];

    private static string? Cut(string? text) => text is null ? null : Cut(text, MostTitle);

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..(most - 1)]}…";
}
