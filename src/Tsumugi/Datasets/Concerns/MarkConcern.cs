using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Concerns;

/// <summary>A steward marks a repository as of dual-use concern: from then on it is released only after two reviewers agreed.</summary>
/// <param name="Id"><c>institution/name</c>.</param>
public sealed record MarkConcern(string Kind, string Id, string? Category, string? Reason)
{
    internal const int MostText = 2000;

    public async Task<Outcome<Concern>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, caller, Act.Read, Kind, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskSteward(caller, found.Value.InstitutionId) is { } refusal)
            return refusal;
        var known = NamedWord.TryRead<ConcernCategory>(Category, out var category);
        if (new FieldFaults()
            .Need(known, "category", ConditionsEntry.OneOf<ConcernCategory>(Category))
            .Need(Reason?.Trim() is { Length: > 0 and <= MostText }, "reason", new($"懸念の内容を {MostText} 文字以内で書いてください。", $"Say in at most {MostText} characters what the concern is."))
            .ToRefusal("bad-concern") is { } fault)
            return fault;
        var node = found.Value.Node.ToString();
        if (await db.Set<Concern>().AnyAsync(row => row.Node == node && row.Category == category && row.LiftedAt == null, stop))
            return Already(found.Value);
        var made = new Concern
        {
            Id = RandomId.Make(12),
            Node = node,
            InstitutionId = found.Value.InstitutionId,
            Category = category,
            Reason = Reason!.Trim(),
            PersonId = caller.PersonId!,
            At = now,
        };
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = $"{Kind}.of-concern",
            Subject = found.Value.Node,
            Facts = new Dictionary<string, object?> { ["concern"] = made.Id, ["category"] = category.ToString(), ["reason"] = made.Reason },
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    private static Refusal Already(Repository repository) => Refusal.Conflict(
        "already-of-concern",
        new($"{repository.Id} には、同じ種類の懸念が既に記録されています。", $"{repository.Id} is marked with a concern of this kind already."),
        new("記録されている懸念を確かめてください。", "See the concerns that are recorded."));
}
