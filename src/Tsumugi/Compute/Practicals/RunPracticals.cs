using Tsumugi.Compute.Allocations;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Compute.Practicals;

/// <summary>Practicals of courses as jobs of the hub, paid for by the learner's exploratory allocation where a site costs something.</summary>
public sealed class RunPracticals(HubDb db, SubmitJob submit, Recipes recipes, IEnumerable<IJobKind> kinds, HubOptions options) : IPracticalRuns
{
    public async Task<IReadOnlyDictionary<string, Words>> FaultsAsync(Practical practical, CancellationToken stop)
    {
        var faults = new Dictionary<string, Words>();
        var recipe = await recipes.FindAsync(practical.Recipe, stop);
        if (recipe.Refused)
        {
            faults["recipe"] = new(recipe.Refusal!.Reason.Ja + recipe.Refusal.Remedy.Ja, $"{recipe.Refusal.Reason.En} {recipe.Refusal.Remedy.En}");
            return faults;
        }

        var kind = kinds.First(candidate => candidate.Name == recipe.Value.Kind);
        if (!kind.MakesRevision(recipe.Value.Json))
            faults["recipe"] = new("モデルを作るレシピを選んでください。実習では作られたモデルを確かめます。", "Choose a recipe that makes a model: a practical checks the model that is made.");
        foreach (var (field, fault) in CheckInputs.Of(practical.Inputs, kind.Inputs(recipe.Value.Json), PracticalAttempt.NodeKind))
            faults[field] = fault;
        return faults;
    }

    public async Task<Outcome<PracticalRun>> StartAsync(Caller caller, PracticalOrder order, DateTime now, CancellationToken stop)
    {
        var allocation = options.Exploratory.Credits > 0 ? await GrantAsync(caller.PersonId!, now, stop) : null;
        var job = await submit.RunAsync(caller, new()
        {
            Recipe = order.Recipe,
            Institution = order.InstitutionId,
            Inputs = order.Inputs,
            Output = order.Output,
            IdempotencyKey = order.Key,
            Seed = order.Seed,
        }, now, stop);
        return job.Then<PracticalRun>(submitted => new PracticalRun(submitted.Id, allocation?.Id));
    }

    /// <returns>The one granted now or earlier; null when an operator ended it since.</returns>
    private async Task<Allocation?> GrantAsync(string person, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var granted = await GrantExploratory.StageAsync(db, options.Exploratory, person, now, stop);
        await transaction.CommitAsync(stop);
        return granted;
    }
}
