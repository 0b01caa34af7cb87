using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Tests.Evaluation;

/// <summary>Numbers as a page would show them.</summary>
internal static class Counted
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The newest version's number of a fiscal year, everything on the thread counted.</summary>
    public static async Task<long> IndicatorAsync(this HubDb db, string name, FiscalYear year)
    {
        var count = await db.CountAllAsync();
        return (await count.CountAsync((await Definitions.FindAsync(db, name, null, Stop)).Value, new() { Year = year }, Stop)).Value;
    }

    public static async Task<CountIndicators> CountAllAsync(this HubDb db)
    {
        using var thread = new CountThread();
        var count = new CountIndicators(db, thread);
        while (!(await count.CatchUpAsync(Stop)).IsDone)
        {
        }

        return count;
    }
}
