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
    public IReadOnlyCollection<string> Kinds { get; } = ["job.succeeded", "job.failed", "job.cancelled"];

    public async Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop)
    {
        var id = NodeRef.Parse(record.Subject).Id;
        if (await db.Set<Job>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, stop) is not { } job)
            return [];
        if (job.SweepId is not { } sweep)
            return [new(job.PersonId, Told(record.Kind, job), $"/jobs/{job.Id}")];
        var jobs = await db.Set<Job>().Where(row => row.SweepId == sweep).Select(row => new { row.Id, row.State }).ToListAsync(stop);
        if (!jobs.TrueForAll(one => Job.EndStates.Contains(one.State)))
            return [];
        var nodes = jobs.ConvertAll(one => NodeRef.Of(Job.NodeKind, one.Id).ToString());
        if (await db.Set<EventRow>().AnyAsync(row => row.Seq > record.Seq && nodes.Contains(row.Subject) && Kinds.Contains(row.Kind), stop))
            return [];
        var succeeded = jobs.Count(one => one.State == JobState.Succeeded);
        return [new(job.PersonId, new($"スイープ（{job.RecipeName}）が終わりました：{jobs.Count} 件中 {succeeded} 件成功", $"The sweep of {job.RecipeName} has ended: {succeeded} of {jobs.Count} succeeded"), $"/sweeps/{sweep}")];
    }

    private static Words Told(string kind, Job job) => kind switch
    {
        "job.succeeded" => new($"ジョブ（{job.RecipeName}）が終わりました", $"Your job {job.RecipeName} has finished"),
        "job.failed" => new($"ジョブ（{job.RecipeName}）が失敗しました：{job.ReasonJa}", $"Your job {job.RecipeName} failed: {job.ReasonEn}"),
        _ => new($"ジョブ（{job.RecipeName}）が取り消されました", $"Your job {job.RecipeName} was cancelled"),
    };
}
