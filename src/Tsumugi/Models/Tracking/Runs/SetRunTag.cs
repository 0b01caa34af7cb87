using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Metrics;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Sets and removes one tag of a run.</summary>
internal static class SetRunTag
{
    public static Task<Outcome<Nothing>> RunAsync(Asked asked, RunTagRequest request) => LogBatch.RunAsync(
        asked, new(request.RunId ?? request.RunUuid, null, null, [new(request.Key, request.Value)]));

    public static async Task<Outcome<Nothing>> DeleteAsync(Asked asked, RunTagRequest request)
    {
        var found = await FindRun.ToWriteAsync(asked, request.RunId, request.RunUuid);
        if (found.Refused)
            return found.Refusal!;
        if (await asked.Db.FindAsync<RunTag>([found.Value.Run.Number, request.Key ?? ""], asked.Stop) is not { } tag)
            return Gate.NoSuch(new($"タグ {request.Key} ", $"the tag {request.Key}"));
        asked.Db.Remove(tag);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }
}
