using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>One run with its settings, tags and latest metrics.</summary>
internal static class ShowRun
{
    public static async Task<Outcome<RunAnswer>> RunAsync(Asked asked, RunIdRequest request)
    {
        var found = await FindRun.RunAsync(asked, Act.Read, request.RunId, request.RunUuid);
        return found.Refused ? found.Refusal! : new RunAnswer((await RunMessages.OfAsync(asked.Db, [found.Value.Run], asked.Stop))[0]);
    }
}
