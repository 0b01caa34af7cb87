using Tsumugi.Client.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Chains;

/// <summary>The jobs that a submission names: those whose models it takes, and those that it only comes after.</summary>
public sealed class AwaitedJobs
{
    private const string AfterField = "after";

    private readonly IReadOnlyDictionary<string, Job> _jobs;

    private AwaitedJobs(IReadOnlyDictionary<string, Job> jobs) => _jobs = jobs;

    public IReadOnlyList<string> Ids => [.. _jobs.Keys];

    /// <summary>Whether there is something to wait for.</summary>
    public bool IsOpen => _jobs.Values.Any(job => !job.Ended);

    public static async Task<Outcome<AwaitedJobs>> FindAsync(HubDb db, Caller caller, JobRequest request, Act act, CancellationToken stop)
    {
        var (faults, found) = (new FieldFaults(), new SortedDictionary<string, Job>(StringComparer.Ordinal));
        foreach (var (field, id) in Named(request))
        {
            var job = await FindJob.RunAsync(db, caller, Act.Read, id, stop);
            if (!job.Refused)
                found[id] = job.Value;
            faults.Refuse(field, job.Refused ? job.Refusal!.Reason : Obstacle(caller, act, field, job.Value));
        }

        return faults.ToRefusal("bad-job") is { } refusal ? refusal : new AwaitedJobs(found);
    }

    /// <returns>What a job made, once it has; otherwise the node itself.</returns>
    public NodeRef Resolve(NodeRef node) => node.Kind == Job.NodeKind && _jobs[node.Id].Model is { } made ? made : node;

    /// <returns>The model that a job will make, as a repository; otherwise the node itself.</returns>
    public NodeRef Expect(NodeRef node) => node.Kind == Job.NodeKind ? Made(_jobs[node.Id]) : node;

    private static IEnumerable<(string Field, string Id)> Named(JobRequest request)
    {
        foreach (var id in request.After ?? [])
            yield return (AfterField, id);
        foreach (var (name, text) in request.Inputs)
        {
            if (NodeRef.TryParse(text, out var node) && node.Kind == Job.NodeKind)
                yield return ($"inputs.{name}", node.Id);
        }
    }

    private static Words? Obstacle(Caller caller, Act act, string field, Job job)
    {
        if (job.State is JobState.Failed or JobState.Cancelled)
            return new($"ジョブ {job.Id} は失敗または中止しているので、待っても始まりません。", $"The job {job.Id} failed or was cancelled: what waits for it never begins.");
        if (field == AfterField)
            return null;
        if (job.Output is null)
            return new($"ジョブ {job.Id} はモデルを作りません。", $"The job {job.Id} makes no model.");
        var made = Made(job);
        return Gate.Ask(caller, act, new(new($"モデル {made.Id} ", $"the model {made.Id}"), job.InstitutionId, Visibility.Institution) { Targets = [made.ToString()] })?.Reason;
    }

    private static NodeRef Made(Job job) => NodeRef.Of(RepositoryKinds.Model, $"{job.InstitutionId}/{job.Output}");
}
