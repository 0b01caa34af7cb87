using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Hides a run, or brings it back. What it wrote stays, and so does its place on the thread.</summary>
internal static class DeleteRun
{
    public static Task<Outcome<Nothing>> RunAsync(Asked asked, RunIdRequest request) => MarkAsync(asked, request, true, "run.deleted");

    public static Task<Outcome<Nothing>> RestoreAsync(Asked asked, RunIdRequest request) => MarkAsync(asked, request, false, "run.restored");

    private static async Task<Outcome<Nothing>> MarkAsync(Asked asked, RunIdRequest request, bool deleted, string kind)
    {
        var found = await FindRun.RunAsync(asked, Act.Write, request.RunId, request.RunUuid);
        if (found.Refused)
            return found.Refusal!;
        var run = found.Value.Run;
        if (run.Deleted == deleted)
            return Nothing.Instance;
        run.Deleted = deleted;
        asked.Db.Record(new() { Actor = asked.Caller.Node, Kind = kind, Subject = run.Node });
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }
}
