using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Sweeps;

/// <summary>Submits the jobs of a sweep, all or none: they are held until the last of them was accepted.</summary>
public sealed class SubmitSweep(HubDb db, SubmitJob submit, CancelJob cancel, JobSignals signals)
{
    /// <summary>Stands for the job's seed, which is not in the recipe.</summary>
    private const string SeedPath = "seed";

    public async Task<Outcome<Sweep>> RunAsync(Caller caller, SweepRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskFor(caller, request.Job.Institution) is { } refusal)
            return refusal;
        var points = SweepPoints.Of(request);
        if (points.Refused)
            return points.Refusal!;
        var (id, accepted) = ($"sweep-{RandomId.Make(8)}", new List<Job>());
        foreach (var point in points.Value)
        {
            var job = await submit.RunAsync(caller, At(request.Job, point, accepted.Count + 1, points.Value.Count), now, stop, new(id, point));
            if (job.Refused)
            {
                foreach (var before in accepted)
                    await cancel.RunAsync(caller, before.Id, now, stop);
                return InSweep(job.Refusal!);
            }

            accepted.Add(job.Value);
        }

        var first = accepted[0];
        var sweep = new Sweep
        {
            Id = id,
            RecipeName = first.RecipeName,
            InstitutionId = first.InstitutionId,
            PersonId = first.PersonId,
            ProjectId = first.ProjectId,
            Method = request.Method,
            Metric = request.Metric.Trim(),
            Goal = request.Goal,
            CreatedAt = now,
        };
        db.Add(sweep);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "sweep.submitted",
            Subject = sweep.Node,
            Facts = new Dictionary<string, object?> { ["recipe"] = sweep.RecipeName, ["over"] = request.Over, ["method"] = sweep.Method.ToString(), ["seed"] = request.Seed, ["metric"] = sweep.Metric, ["jobs"] = accepted.Count },
            Ties =
            [
                new(sweep.Node, Relations.BelongsTo, NodeRef.Of("institution", sweep.InstitutionId)),
                .. sweep.ProjectId is { } project ? [new Tie(sweep.Node, Relations.BelongsTo, NodeRef.Of(Project.NodeKind, project))] : Array.Empty<Tie>(),
            ],
        });
        await db.SaveChangesAsync(stop);
        signals.Changed(first.Id);
        return sweep;
    }

    private static JobRequest At(JobRequest shared, IReadOnlyDictionary<string, JsonElement> point, int number, int of)
    {
        var changes = new Dictionary<string, JsonElement>(shared.Changes ?? new Dictionary<string, JsonElement>());
        foreach (var (path, value) in point.Where(value => value.Key != SeedPath))
            changes[path] = value;
        var written = number.ToString(CultureInfo.InvariantCulture).PadLeft(of.ToString(CultureInfo.InvariantCulture).Length, '0');
        return shared with
        {
            Changes = changes,
            Seed = point.TryGetValue(SeedPath, out var seed) && seed.ValueKind == JsonValueKind.Number && seed.TryGetInt64(out var read) ? read : shared.Seed,
            Output = shared.Output is { } output ? $"{output}-{written}" : null,
            IdempotencyKey = null,
        };
    }

    /// <summary>The fields of the job are said as fields of the sweep.</summary>
    private static Refusal InSweep(Refusal refusal) => refusal with
    {
        Fields = refusal.Fields.ToDictionary(field => field.Key.StartsWith("changes.", StringComparison.Ordinal) ? $"over.{field.Key["changes.".Length..]}" : $"job.{field.Key}", field => field.Value),
    };
}
