using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Federation.Trainings;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Rounds;

/// <summary>Takes a training one step further, as far as it can go now. One at a time; what it finds done after a crash it does not do again.</summary>
public sealed class AdvanceRounds(HubDb db, HubOptions options, RoundSignals signals, FileHashes hashes, PublishTraining publish)
{
    /// <summary>A site that has shown no sign of life for so long has lost its lease.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public async Task RunAsync(string id, DateTime now, CancellationToken stop)
    {
        var training = await db.Set<FederatedTraining>().FirstAsync(row => row.Id == id, stop);
        while (training.State == FederatedTraining.Running && await StepAsync(training, now, stop))
        {
        }
    }

    /// <returns>False when there is nothing more to do now.</returns>
    private async Task<bool> StepAsync(FederatedTraining training, DateTime now, CancellationToken stop)
    {
        if (training.Round == 0)
            return await OpenAsync(training, 1, now, stop);
        var round = await db.Set<TrainingRound>().FirstAsync(row => row.TrainingId == training.Id && row.Number == training.Round, stop);
        await ExpireAsync(training, now, stop);
        var tasks = await db.Set<RoundTask>().AsNoTracking().Where(row => row.TrainingId == training.Id && row.Round == round.Number).ToListAsync(stop);
        switch (DecideRound.Next(training.Request, round, tasks, now))
        {
            case RoundStep.Ask ask:
                await CloseStepAsync(round, stop);
                await AskAsync(training, round, ask, now, stop);
                return true;
            case RoundStep.Combine:
                await CloseStepAsync(round, stop);
                return await LoseSpoiledAsync(training, tasks, stop) || await CombineAsync(training, round, tasks, now, stop);
            case RoundStep.Fail fail:
                await CloseStepAsync(round, stop);
                await FailAsync(training, fail.Reason, now, stop);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Leases without a sign of life go back, so that the same site may take them up again.</summary>
    private async Task ExpireAsync(FederatedTraining training, DateTime now, CancellationToken stop)
    {
        var silent = now - Lease;
        var expired = await db.Set<RoundTask>().Where(row => row.TrainingId == training.Id && row.Round == training.Round && row.State == RoundTask.Leased && row.BeatAt < silent).ToListAsync(stop);
        foreach (var task in expired)
        {
            await db.Set<RoundTask>().Where(row => row.Id == task.Id && row.State == RoundTask.Leased && row.Lease == task.Lease).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, RoundTask.Waiting).SetProperty(row => row.Lease, (string?)null), stop);
            signals.Work(task.SiteId);
        }

        db.ChangeTracker.Entries<RoundTask>().ToList().ForEach(entry => entry.State = EntityState.Detached);
    }

    private async Task<bool> OpenAsync(FederatedTraining training, int number, DateTime now, CancellationToken stop)
    {
        var nodes = await db.Set<Participant>().Where(row => row.TrainingId == training.Id).Select(row => row.Node).ToListAsync(stop);
        if (await FindWithdrawals.AskAsync(db, [NodeRef.Parse(training.Request.Model), .. nodes.Select(NodeRef.Parse)], stop) is { } withdrawn)
        {
            await FailAsync(training, withdrawn.Reason, now, stop);
            return false;
        }

        new RoundFiles(options, training.Id).Begin(number);
        var round = db.Add(new TrainingRound { TrainingId = training.Id, Number = number, Phase = "", PhaseUntil = now, OpenedAt = now }).Entity;
        training.Round = number;
        await AskAsync(training, round, new(DecideRound.FirstKind(training.Request), DecideRound.Sample(training.Request, number)), now, stop);
        return true;
    }

    private async Task AskAsync(FederatedTraining training, TrainingRound round, RoundStep.Ask ask, DateTime now, CancellationToken stop)
    {
        (round.Phase, round.PhaseUntil) = (ask.Kind, now.AddSeconds(training.Request.DeadlineSeconds));
        db.AddRange(ask.Sites.Select(site => new RoundTask { Id = $"{training.Id}-{round.Number}-{ask.Kind}-{site}", TrainingId = training.Id, Round = round.Number, SiteId = site, Kind = ask.Kind }));
        await db.SaveChangesAsync(stop);
        foreach (var site in ask.Sites)
            signals.Work(site);
    }

    /// <summary>Who has not done the step by now is lost to this round.</summary>
    /// <returns>How many were lost.</returns>
    private Task<int> CloseStepAsync(TrainingRound round, CancellationToken stop) => db.Set<RoundTask>()
        .Where(row => row.TrainingId == round.TrainingId && row.Round == round.Number && row.Kind == round.Phase && (row.State == RoundTask.Waiting || row.State == RoundTask.Leased))
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, RoundTask.Lost), stop);

    /// <summary>What came is not forced to the disk, so that a machine that lost its power may have lost it, too. Each file is read for that only after the hub was started again.</summary>
    /// <returns>Whether any was; what is left of the round is then looked at anew.</returns>
    private async Task<bool> LoseSpoiledAsync(FederatedTraining training, List<RoundTask> tasks, CancellationToken stop)
    {
        var (files, spoiled) = (new RoundFiles(options, training.Id), new List<string>());
        foreach (var task in tasks.Where(task => task.State == RoundTask.Done))
        {
            var path = files.Arrived(task);
            if (!File.Exists(path) || await hashes.OfAsync(path, stop) != task.Sha256)
                spoiled.Add(task.Id);
        }

        return spoiled.Count > 0 && await db.Set<RoundTask>().Where(row => spoiled.Contains(row.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, RoundTask.Lost).SetProperty(row => row.Reason, "what had come was lost with the hub's machine"), stop) > 0;
    }

    private async Task<bool> CombineAsync(FederatedTraining training, TrainingRound round, List<RoundTask> tasks, DateTime now, CancellationToken stop)
    {
        var (request, files) = (training.Request, new RoundFiles(options, training.Id));
        IReadOnlyList<string> kept;
        try
        {
            kept = await Task.Run(() => CombineRound.Run(request, files, round.Number, tasks, request.Sites.Count, Environment.ProcessorCount), stop);
        }
        catch (System.Security.Cryptography.CryptographicException error)
        {
            await FailAsync(training, new($"第 {round.Number} 回のマスクを外せませんでした（{error.Message}）。", $"The masks of round {round.Number} could not be taken off: {error.Message}"), now, stop);
            return false;
        }

        var done = CombineRound.Of(tasks, SiteTask.Train);
        var closed = DateTime.UtcNow;
        (round.Phase, round.ClosedAt) = (TrainingRound.Closed, closed);
        round.Loss = done.All(task => task.FirstLoss is not null) ? done.Sum(task => task.FirstLoss!.Value * task.Examples) / done.Sum(task => task.Examples) : null;
        round.OverheadSeconds = (closed - round.OpenedAt).TotalSeconds - done.Max(task => task.TrainingSeconds);
        var ids = done.Where(task => kept.Contains(task.SiteId)).Select(task => task.Id).ToList();
        await db.Set<RoundTask>().Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Kept, true), stop);
        db.Record(Entry(training, round, done, kept));

        // Closing this round and opening the next, or publishing, is one transaction; files go into the store before it.
        var more = round.Number < request.Rounds;
        if (more)
            more = await OpenAsync(training, round.Number + 1, closed, stop);
        else
            await publish.StageAsync(db, training, files, closed, stop);
        await db.SaveChangesAsync(stop);

        if (more)
            files.Tidy(round.Number);
        else
            files.Remove();
        return more;
    }

    private async Task FailAsync(FederatedTraining training, Words reason, DateTime now, CancellationToken stop)
    {
        (training.State, training.ReasonJa, training.ReasonEn, training.EndedAt) = (FederatedTraining.Failed, reason.Ja, reason.En, now);
        db.Record(new() { Actor = NodeRef.Of("hub", "self"), Kind = "federation.failed", Subject = training.Node, Facts = new Dictionary<string, object?> { ["reason"] = reason.En, ["round"] = training.Round } });
        await db.SaveChangesAsync(stop);
        new RoundFiles(options, training.Id).Remove();
    }

    private static ThreadEntry Entry(FederatedTraining training, TrainingRound round, List<RoundTask> done, IReadOnlyList<string> kept) => new()
    {
        Actor = NodeRef.Of("hub", "self"),
        Kind = "federation.round",
        Subject = training.Node,
        Facts = new Dictionary<string, object?>
        {
            ["round"] = round.Number,
            ["loss"] = round.Loss,
            ["updates"] = done.Select(task => new { site = task.SiteId, examples = task.Examples, sha256 = task.Sha256, receipt = task.Receipt, norm = task.Norm, kept = kept.Contains(task.SiteId) }),
        },
    };
}
