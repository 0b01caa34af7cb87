using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Evaluation.Years;

internal static class YearRoutes
{
    public static async Task<IResult> FreezeAsync(ICallers callers, FreezeYear freeze, FrozenProof proof, int year, CancellationToken stop)
    {
        var frozen = await freeze.RunAsync(await callers.CurrentAsync(stop), new(year), DateTime.UtcNow, stop);
        return frozen.Refused ? frozen.Refusal!.ToProblem() : TypedResults.Ok(await proof.RunAsync(frozen.Value, stop));
    }

    public static async Task<IResult> ShowAsync(ICallers callers, HubDb db, FrozenProof proof, int year, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        return await db.Set<FrozenYear>().AsNoTracking().FirstOrDefaultAsync(row => row.Year == year, stop) is { } frozen
            ? TypedResults.Ok(await proof.RunAsync(frozen, stop))
            : NotFrozen(new(year)).ToProblem();
    }

    private static Refusal NotFrozen(FiscalYear year) => Refusal.NotFound(
        new($"{year.Name.Ja}はまだ確定されていません。", $"{year.Name.En} has not been frozen."),
        new("年度が終わると、運用担当者が確定できます。", "An operator may freeze it once it is over."));
}
