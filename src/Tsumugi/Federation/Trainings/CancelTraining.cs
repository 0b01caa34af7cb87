using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Federation.Rounds;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Trainings;

/// <summary>Stops a training; sites are told when they next show that they live.</summary>
public static class CancelTraining
{
    public static async Task<Outcome<FederatedTraining>> RunAsync(HubDb db, HubOptions options, Caller caller, string id, DateTime now, CancellationToken stop)
    {
        var found = await FindTraining.RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.Ask(caller, Act.Write, found.Value.Guarded) is { } refusal)
            return refusal;
        var training = await db.Set<FederatedTraining>().FirstAsync(row => row.Id == id, stop);
        if (training.State != FederatedTraining.Running)
            return Refusal.Conflict("ended", new("この連合学習は終わっています。", "This federated training has ended."), new("結果をご覧ください。", "See what came of it."));
        Stage(db, caller.Node, training, new("取り消されました。", "It was cancelled."), now);
        await db.SaveChangesAsync(stop);
        new RoundFiles(options, id).Remove();
        return training;
    }

    internal static void Stage(HubDb db, NodeRef actor, FederatedTraining training, Words reason, DateTime now)
    {
        (training.State, training.ReasonJa, training.ReasonEn, training.EndedAt) = (FederatedTraining.Cancelled, reason.Ja, reason.En, now);
        db.Record(new() { Actor = actor, Kind = "federation.cancelled", Subject = training.Node, Facts = new Dictionary<string, object?> { ["reason"] = reason.En } });
    }
}

/// <summary>A training that uses withdrawn data does not go on, and nothing comes of it.</summary>
internal sealed class EndWithdrawnTrainings(HubOptions options) : IEndsWithWithdrawal
{
    public async Task<Action> EndAsync(HubDb db, Withdrawal withdrawal, WithdrawalReach reach, Caller caller, DateTime now, CancellationToken stop)
    {
        var running = await db.Set<FederatedTraining>().Where(row => row.State == FederatedTraining.Running).ToListAsync(stop);
        var reached = await reach.AmongAsync(running.Select(training => training.Node), stop);
        var ended = running.Where(training => reached.Contains(training.Node.ToString())).ToList();
        ended.ForEach(training => CancelTraining.Stage(db, caller.Node, training, AskWithdrawn.Refuse(withdrawal).Reason, now));
        return () => ended.ForEach(training => new RoundFiles(options, training.Id).Remove());
    }
}
