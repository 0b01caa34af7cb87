using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Chains;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Placement;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Sweeps;
using Tsumugi.Datasets.Concerns;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Compute;

/// <summary>Puts a run of a recipe into the durable queue, after everything that could refuse it was asked.</summary>
public sealed class SubmitJob(HubDb db, Recipes recipes, IEnumerable<IJobKind> kinds, SiteStatuses statuses, AcceptJobs accept, JobSignals signals, FindActing acting, HubOptions options)
{
    /// <param name="point">The point of a sweep that it is: it is held until the sweep is whole. Null for a job by itself.</param>
    public async Task<Outcome<Job>> RunAsync(Caller caller, JobRequest request, DateTime now, CancellationToken stop, PointOfSweep? point = null)
    {
        if (Gate.AskFor(caller, request.Institution) is { } refusal)
            return refusal;

        // One connection for all the questions, given back before it waits for its turn to write.
        await db.Database.OpenConnectionAsync(stop);
        Outcome<Checked> asked;
        try
        {
            asked = await CheckAsync(caller, request, point, now, stop);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }

        if (asked.Refused)
            return asked.Refusal!;
        var (job, inputs, payers, placed) = asked.Value;
        if (payers is null)
            return job;
        var accepted = await accept.RunAsync(
            async (queue, within) => await SameAsync(queue, caller, request, within) is { } meanwhile
                ? meanwhile
                : await StageAsync(queue, caller, job, inputs, payers, placed!, within),
            stop);
        if (job.State == JobState.Held)
            signals.Changed(job.Id);
        else
            signals.Queued(job.SiteId);
        return accepted;
    }

    /// <summary>Everything that could refuse it and needs nobody to stand still.</summary>
    private async Task<Outcome<Checked>> CheckAsync(Caller caller, JobRequest request, PointOfSweep? point, DateTime now, CancellationToken stop)
    {
        if (await SameAsync(db, caller, request, stop) is { } same)
            return new Checked(same, [], null, null);
        var recipe = await recipes.FindAsync(request.Recipe, stop);
        if (recipe.Refused)
            return recipe.Refusal!;
        var kind = kinds.First(candidate => candidate.Name == recipe.Value.Kind);
        if (request.Configuration is { } configuration && (recipe = kind.Configure(recipe.Value, configuration)).Refused)
            return recipe.Refusal!;
        if (request.Changes is { Count: > 0 } changes && (recipe = ChangeRecipe.Run(recipe.Value, changes)).Refused)
            return recipe.Refusal!;
        if (CheckShape(request, kind, recipe.Value) is { } shape)
            return shape;
        if (!await db.Set<Institution>().AnyAsync(row => row.Id == request.Institution, stop))
            return Gate.NoSuch(new($"研究機関 {request.Institution} ", $"the institution {request.Institution}"));

        var awaited = await AwaitedJobs.FindAsync(db, caller, request, kind.Asks, stop);
        if (awaited.Refused)
            return awaited.Refusal!;
        var inputs = new SortedDictionary<string, NodeRef>(StringComparer.Ordinal);
        foreach (var (name, text) in request.Inputs)
        {
            var node = awaited.Value.Resolve(NodeRef.Parse(text));
            if (node.Kind == Job.NodeKind)
            {
                // What it will make comes from what it uses itself: the thread knows that already.
                inputs[name] = node;
                continue;
            }

            var revision = await FindRepository.NamedRevisionAsync(db, caller, kind.Asks, node, stop);
            if (revision.Refused)
                return revision.Refusal!;
            inputs[name] = revision.Value.Node;
        }

        var inName = await acting.RunAsync(caller, kind.Purpose ?? new(), request.Project, request.Institution, now, stop);
        if (inName.Refused)
            return inName.Refusal!;

        if (kind.Purpose is not null && (await EffectiveConditions.OfAsync(db, inputs.Values, stop)).Refuse(inName.Value.Purpose, now) is { } forbidden)
            return forbidden;
        if (await kind.AskInputsAsync(db, recipe.Value.Json, inputs, stop) is { } unfit)
            return unfit;
        if (request.Output is { } output && await HoldBack.AskAsync(db, request.Institution, output, inputs.Values, stop) is { } ofConcern)
            return ofConcern;

        var project = inName.Value.Project?.Id;
        var payers = await Payers.FindAsync(db, options.Exploratory, caller.PersonId!, project, request.Allocation, now, stop);
        if (payers.Refused)
            return payers.Refusal!;
        var placed = await PlaceAsync(request, kind, recipe.Value, [.. inputs.Values.Select(awaited.Value.Expect)], payers.Value, now, stop);
        if (placed.Refused)
            return placed.Refusal!;
        var job = Make(caller, request, recipe.Value, inputs, placed.Value, now) with { ProjectId = project, After = awaited.Value.Ids, SweepId = point?.Sweep, Point = point?.Values };
        if (awaited.Value.IsOpen || point is not null)
            (job.State, job.ReasonJa, job.ReasonEn) = (JobState.Held, Waits(awaited.Value).Ja, Waits(awaited.Value).En);
        return new Checked(job, inputs.Values, payers.Value, placed.Value);
    }

    private static Words Waits(AwaitedJobs awaited) => awaited.IsOpen
        ? new($"先に終わるべきジョブを待っています：{string.Join("、", awaited.Ids)}", $"It waits for other jobs: {string.Join(", ", awaited.Ids)}")
        : new("スイープの全部のジョブがそろうのを待っています。", "It waits for the rest of its sweep.");

    /// <summary>Runs alone in the records: nothing can be withdrawn before the job is there, where a withdrawal finds it, and no credit is promised twice.</summary>
    private static async Task<Outcome<Job>> StageAsync(HubDb queue, Caller caller, Job job, IReadOnlyCollection<NodeRef> inputs, Payers payers, Placed placed, CancellationToken stop)
    {
        if (await FindWithdrawals.AskAsync(queue, inputs, stop) is { } withdrawn)
            return withdrawn;
        if (placed.Price > 0)
        {
            var amount = MicroCredits.WorstCase(placed.Price, placed.Resources.Minutes!.Value);
            var payer = await ReserveCredits.StageAsync(queue, payers, job.SiteId, job.Id, amount, job.CreatedAt, stop);
            if (payer.Refused)
                return payer.Refusal!;
            job = job with { AllocationId = payer.Value.Id, Reserved = amount };
        }

        queue.Add(job);
        queue.Record(Entry(caller, job, inputs));
        return job;
    }

    /// <param name="Payers">Null when the job is there already.</param>
    private sealed record Checked(Job Job, IReadOnlyCollection<NodeRef> Inputs, Payers? Payers, Placed? Placed);

    /// <returns>The job that the same person submitted under the same key, or null.</returns>
    private static async Task<Job?> SameAsync(HubDb records, Caller caller, JobRequest request, CancellationToken stop) => request.IdempotencyKey is not { } key ? null
        : records.ChangeTracker.Entries<Job>().Select(entry => entry.Entity).FirstOrDefault(job => job.PersonId == caller.PersonId && job.IdempotencyKey == key)
            ?? await records.Set<Job>().FirstOrDefaultAsync(row => row.PersonId == caller.PersonId && row.IdempotencyKey == key, stop);

    private async Task<Outcome<Placed>> PlaceAsync(
        JobRequest request, IJobKind kind, Recipe recipe, IReadOnlyCollection<NodeRef> inputs, Payers payers, DateTime now, CancellationToken stop)
    {
        var candidates = new List<Candidate>();
        foreach (var site in await db.Set<Site>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(stop))
            candidates.Add(new(site, statuses.Of(site.Id), payers.Cover(site.Id), await kind.ObstacleAsync(site, recipe.Json, stop)));
        return PlaceJob.Decide(candidates, request.Site, request.Resources ?? new(), inputs, now);
    }

    /// <summary>Everything about the request's form, all errors at once.</summary>
    public static Refusal? CheckShape(JobRequest request, IJobKind kind, Recipe recipe)
    {
        var errors = new SortedDictionary<string, Words>(StringComparer.Ordinal);
        foreach (var (field, fault) in kind.Faults(recipe.Json).Concat(CheckInputs.Of(request.Inputs, kind.Inputs(recipe.Json), Job.NodeKind)))
            errors.TryAdd(field, fault);
        var makesRevision = kind.MakesRevision(recipe.Json);
        if (makesRevision && !ShortName.IsValid(request.Output))
            errors["output"] = ShortName.Refused("output", request.Output).Reason;
        if (!makesRevision && request.Output is not null)
            errors["output"] = new("このレシピは何も公開しないので、出力先は要りません。", "This recipe publishes nothing and takes no output.");
        foreach (var (field, fault) in CheckResources.Of(request.Resources))
            errors[field] = fault;
        return errors.Count == 0 ? null : Refusal.Invalid(
            "bad-job",
            new("ジョブの指定に誤りがあります。", "The job is not described correctly."),
            new("各項目の説明に従って直してください。", "Mend the fields as described.")) with
        { Fields = errors };
    }

    private static Job Make(
        Caller caller, JobRequest request, Recipe recipe, SortedDictionary<string, NodeRef> inputs, Placed placed, DateTime now) => new()
        {
            Id = $"{recipe.Name}-{RandomId.Make(8)}",
            Kind = recipe.Kind,
            RecipeName = recipe.Name,
            Recipe = recipe.Text,
            InstitutionId = request.Institution,
            PersonId = caller.PersonId!,
            Inputs = inputs.ToDictionary(input => input.Key, input => input.Value.ToString()),
            Output = request.Output,
            Seed = request.Seed,
            Threads = placed.Resources.Cores ?? Environment.ProcessorCount,
            SiteId = placed.SiteId,
            PlacementJa = placed.Reason.Ja,
            PlacementEn = placed.Reason.En,
            Resources = placed.Resources,
            IdempotencyKey = request.IdempotencyKey,
            CreatedAt = now,
        };

    private static ThreadEntry Entry(Caller caller, Job job, IEnumerable<NodeRef> inputs) => new()
    {
        Actor = caller.Node,
        Kind = "job.submitted",
        Subject = job.Node,
        Facts = new Dictionary<string, object?> { ["recipe"] = job.RecipeName, ["recipeHash"] = RecipeHash(job), ["seed"] = job.Seed, ["threads"] = job.Threads, ["output"] = job.Output, ["site"] = job.SiteId, ["resources"] = job.Resources, ["after"] = job.After, ["point"] = job.Point, ["reserved"] = MicroCredits.ToCredits(job.Reserved) },
        Ties =
        [
            new(job.Node, Relations.RunBy, caller.Node),
            new(job.Node, Relations.BelongsTo, NodeRef.Of("institution", job.InstitutionId)),
            .. job.ProjectId is { } project ? [new Tie(job.Node, Relations.BelongsTo, NodeRef.Of(Project.NodeKind, project))] : Array.Empty<Tie>(),
            .. job.AllocationId is { } allocation ? [new Tie(job.Node, Relations.PaidFrom, NodeRef.Of(Allocation.NodeKind, allocation))] : Array.Empty<Tie>(),
            .. job.SweepId is { } sweep ? [new Tie(job.Node, Relations.BelongsTo, NodeRef.Of(Sweep.NodeKind, sweep))] : Array.Empty<Tie>(),
            .. inputs.Select(input => new Tie(job.Node, Relations.Used, input)),
        ],
    };

    private static string RecipeHash(Job job) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(job.Recipe)));
}
