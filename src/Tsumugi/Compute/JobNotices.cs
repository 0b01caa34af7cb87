using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Notices;
using Tsumugi.Thread;

namespace Tsumugi.Compute;

/// <summary>Who submitted a job hears that it ended; of a sweep's jobs, when the last one did.</summary>
internal sealed class JobNotices : INoticeSource
{
    private static readonly JobState[] Ended = [JobState.Succeeded, JobState.Failed, JobState.Cancelled];

    public IReadOnlyCollection<string> Kinds { get; } = ["job.succeeded", "job.failed", "job.cancelled"];

    public async Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop)
    {
        var id = NodeRef.Parse(record.Subject).Id;
        if (await db.Set<Job>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is not { } job)
            return [];
        if (job.SweepId is not { } sweep)
            return [new(job.PersonId, Told(record.Kind, job), $"/jobs/{job.Id}")];
        var states = await db.Set<Job>().Where(row => row.SweepId == sweep).Select(row => row.State).ToListAsync(stop);
        var succeeded = states.Count(state => state == JobState.Succeeded);
        return states.TrueForAll(state => Ended.Contains(state)) && await IsLastAsync(db, sweep, record.Seq, stop)
            ? [new(job.PersonId, new($"スイープ（{job.RecipeName}）が終わりました：{states.Count} 件中 {succeeded} 件成功", $"The sweep of {job.RecipeName} has ended: {succeeded} of {states.Count} succeeded"), $"/sweeps/{sweep}")]
            : [];
    }

    private async Task<bool> IsLastAsync(HubDb db, string sweep, long record, CancellationToken stop)
    {
        var nodes = (await db.Set<Job>().Where(row => row.SweepId == sweep).Select(row => row.Id).ToListAsync(stop)).ConvertAll(id => NodeRef.Of(Job.NodeKind, id).ToString());
        return !await db.Set<EventRow>().AnyAsync(row => row.Seq > record && nodes.Contains(row.Subject) && Kinds.Contains(row.Kind), stop);
    }

    private static Words Told(string kind, Job job) => kind switch
    {
        "job.succeeded" => new($"ジョブ（{job.RecipeName}）が終わりました", $"Your job {job.RecipeName} has finished"),
        "job.failed" => new($"ジョブ（{job.RecipeName}）が失敗しました：{job.ReasonJa}", $"Your job {job.RecipeName} failed: {job.ReasonEn}"),
        _ => new($"ジョブ（{job.RecipeName}）が取り消されました", $"Your job {job.RecipeName} was cancelled"),
    };
}
