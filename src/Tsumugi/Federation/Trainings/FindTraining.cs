using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Compute;
using Tsumugi.Federation.Rounds;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Federation.Trainings;

/// <summary>Looks trainings up through the gate: they are seen by the institution that began them, and by those whose sites take part.</summary>
public static class FindTraining
{
    public static async Task<Outcome<FederatedTraining>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        return await Visible(db, caller).FirstOrDefaultAsync(row => row.Id == id, stop) is { } training ? training : Gate.NoSuch(new($"連合学習 {id} ", $"the federated training {id}"));
    }

    /// <summary>Newest first.</summary>
    public static IQueryable<FederatedTraining> Visible(HubDb db, Caller caller)
    {
        var own = caller.Memberships.Keys.ToList();
        return db.Set<FederatedTraining>().AsNoTracking()
            .Where(row => caller.SignedIn && (caller.IsOperator || own.Contains(row.InstitutionId) || db.Set<Participant>().Any(part => part.TrainingId == row.Id && own.Contains(part.InstitutionId))))
            .OrderByDescending(row => row.CreatedAt);
    }

    public static async Task<TrainingView> ViewAsync(HubDb db, FederatedTraining training, CancellationToken stop)
    {
        var rounds = await db.Set<TrainingRound>().AsNoTracking().Where(row => row.TrainingId == training.Id).OrderBy(row => row.Number).ToListAsync(stop);
        var tasks = (await db.Set<RoundTask>().AsNoTracking().Where(row => row.TrainingId == training.Id).ToListAsync(stop)).ToLookup(task => task.Round);
        return new()
        {
            Id = training.Id,
            Institution = training.InstitutionId,
            Person = training.PersonId,
            Request = training.Request,
            State = training.State,
            Reason = training.ReasonEn is { } english ? new Hub.Language.Words(training.ReasonJa!, english).ToString() : null,
            CreatedAt = training.CreatedAt,
            EndedAt = training.EndedAt,
            Result = training.Result,
            Credit = training.Credit,
            Rounds = [.. rounds.Select(round => new RoundView(round.Number, round.Phase, round.OpenedAt, round.ClosedAt, round.Loss, round.OverheadSeconds, Parts(tasks[round.Number])))],
        };
    }

    /// <summary>Of each site the step that it came to last.</summary>
    private static List<PartView> Parts(IEnumerable<RoundTask> tasks) =>
    [
        .. tasks.GroupBy(task => task.SiteId).OrderBy(site => site.Key, StringComparer.Ordinal).Select(site =>
        {
            var (last, trained) = (site.MaxBy(Order)!, site.FirstOrDefault(task => task.Kind == SiteTask.Train));
            return new PartView(
                site.Key, last.State, last.State == RoundTask.Leased && last.Phase.Length > 0 ? last.Phase : last.Kind, last.Step, last.Total,
                trained?.Examples ?? 0, trained?.FirstLoss, trained?.LastLoss, trained?.Norm, trained?.Kept == true, last.Reason);
        }),
    ];

    private static int Order(RoundTask task) => Array.IndexOf([SiteTask.Keys, SiteTask.Shares, SiteTask.Train, SiteTask.Reveal], task.Kind);
}

/// <summary>Which trainings of a lineage the caller may be told of.</summary>
internal sealed class TrainingSight(HubDb db) : INodeSight
{
    public string Kind => FederatedTraining.NodeKind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        await FindTraining.Visible(db, caller).Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToListAsync(stop);
}
