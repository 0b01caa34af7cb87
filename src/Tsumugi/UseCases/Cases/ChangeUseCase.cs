using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.UseCases.Cases;

/// <summary>Changes what is said of a use case, and how far it has come.</summary>
public sealed class ChangeUseCase(HubDb db, VisibleLineage visible)
{
    public async Task<Outcome<UseCase>> RunAsync(Caller caller, string id, UseCaseRequest request, DateTime now, CancellationToken stop)
    {
        var found = await FindAsync(db, caller, id, stop);
        if (found.Refused)
            return found;
        if (Gate.AskFor(caller, found.Value.InstitutionId) is { } refusal)
            return refusal;
        var entry = await UseCaseEntry.LookAsync(db, visible, caller, request, stop);
        if (entry.Refused)
            return entry.Refusal!;
        var decided = Decide(found.Value, entry.Value, now);
        if (decided.Refused)
            return decided;

        // An idea becomes a use case when it was tried: from then on indicators count it, once.
        var kind = found.Value.Stage == UseCaseStage.Idea && decided.Value.Stage > UseCaseStage.Idea ? "usecase.registered" : "usecase.changed";
        db.Entry(found.Value).CurrentValues.SetValues(decided.Value);
        db.Record(RegisterUseCase.Entry(caller, decided.Value, kind));
        await db.SaveChangesAsync(stop);
        return found;
    }

    internal static Outcome<UseCase> Decide(UseCase before, UseCaseEntry entry, DateTime now)
    {
        var (after, faults) = (before with { }, new FieldFaults());
        entry.Read(after, faults, now);
        faults.Need(before.Stage == UseCaseStage.Idea || after.Stage > UseCaseStage.Idea, "stage", new("一度試したものは構想に戻せません。", "What was tried is an idea no longer."));
        return faults.ToRefusal("bad-use-case") is { } refusal ? refusal : after;
    }

    /// <summary>Use cases are for everybody who is signed in.</summary>
    internal static async Task<Outcome<UseCase>> FindAsync(HubDb db, Caller caller, string id, CancellationToken stop) =>
        Gate.AskSignedIn(caller) is { } refusal ? refusal
        : await db.Set<UseCase>().SingleOrDefaultAsync(row => row.Id == id, stop) is { } found ? found
        : Gate.NoSuch(new($"ユースケース {id} ", $"the use case {id}"));
}
