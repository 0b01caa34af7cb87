using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Withdraws a dataset, or some of its subjects: from the moment that it is committed nothing new may use it, and what did has ended.</summary>
public sealed class WithdrawData(HubDb db, IEnumerable<IEndsWithWithdrawal> ending)
{
    private const int MostSubjects = 10_000;
    private const int MostSubjectLetters = 200;
    private const int MostReason = 1000;

    /// <param name="dataset"><c>institution/name</c>.</param>
    public async Task<Outcome<Withdrawal>> RunAsync(Caller caller, string dataset, WithdrawalRequest request, DateTime now, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, caller, Act.Read, RepositoryKinds.Dataset, dataset, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskSteward(caller, found.Value.InstitutionId) is { } refusal)
            return refusal;
        if (Faults(request).ToRefusal("bad-withdrawal") is { } fault)
            return fault;

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if ((await FindWithdrawal.OfAsync(db, found.Value, stop)).Exists(earlier => earlier.IsWhole))
            return WithdrawnAlready(found.Value);
        var withdrawal = Make(caller, found.Value, request, now);
        var revisions = await FindRepository.Of(db, found.Value).ToListAsync(stop);
        db.Add(withdrawal);
        db.AddRange(revisions.Select(revision => new WithdrawnRevision(withdrawal.Id, revision.Node.ToString())));
        await db.SaveChangesAsync(stop);
        await WithdrawnCopies.TieAsync(db, caller, found.Value, revisions, stop);

        var reach = await WithdrawalReach.OfAsync(db, withdrawal, stop);
        var after = new List<Action>();
        foreach (var one in ending)
            after.Add(await one.EndAsync(db, withdrawal, reach, caller, now, stop));
        db.Record(Entry(caller, withdrawal, revisions));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        after.ForEach(act => act());
        return withdrawal;
    }

    /// <summary>Everything that is wrong with a request, field by field.</summary>
    public static FieldFaults Faults(WithdrawalRequest request)
    {
        var subjects = request.Subjects ?? [];
        return new FieldFaults()
            .Need(request.Reason?.Trim() is { Length: > 0 and <= MostReason }, "reason", new($"撤回の理由を {MostReason} 文字以内で書いてください。", $"Say in at most {MostReason} characters why."))
            .Need(request.Whole != subjects.Count > 0, "subjects", new("対象者の識別子を書くか、データセット全体を選んでください。", "Name the subjects, or choose the whole dataset; not both."))
            .Need(subjects.Count <= MostSubjects, "subjects", new($"一度に撤回できるのは {MostSubjects:N0} 名までです。", $"At most {MostSubjects:N0} subjects can be withdrawn at once."))
            .Need(subjects.All(id => id?.Trim() is { Length: > 0 and <= MostSubjectLetters }), "subjects", new($"識別子は 1〜{MostSubjectLetters} 文字で書いてください。", $"An identifier has 1 to {MostSubjectLetters} letters."));
    }

    private static Withdrawal Make(Caller caller, Repository dataset, WithdrawalRequest request, DateTime now) => new()
    {
        Id = RandomId.Make(12),
        Dataset = dataset.Node.ToString(),
        InstitutionId = dataset.InstitutionId,
        Subjects = [.. (request.Subjects ?? []).Select(id => id.Trim()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Reason = request.Reason.Trim(),
        PersonId = caller.PersonId!,
        At = now,
    };

    // Who withdrew stays out of the thread: nothing can be taken away there.
    private static ThreadEntry Entry(Caller caller, Withdrawal withdrawal, List<Revision> revisions) => new()
    {
        Actor = caller.Node,
        Kind = "dataset.withdrawn",
        Subject = withdrawal.Node,
        Facts = new Dictionary<string, object?>
        {
            ["withdrawal"] = withdrawal.Id,
            ["subjects"] = withdrawal.IsWhole ? null : withdrawal.Subjects.Count,
            ["reason"] = withdrawal.Reason,
            ["revisions"] = revisions.Select(revision => revision.Hash),
        },
    };

    private static Refusal WithdrawnAlready(Repository dataset) => Refusal.Conflict(
        "already-withdrawn",
        new($"データセット {dataset.Id} は、すでに全体が撤回されています。", $"All of the dataset {dataset.Id} is withdrawn already."),
        new("影響の報告で、対応の状況を確かめてください。", "See its impact report for what is left to do."));
}
