using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Requests;

/// <summary>The data are there: the institution names the revision that answers the request, and the tie stays on the thread.</summary>
/// <param name="Dataset"><c>institution/name</c>.</param>
/// <param name="Revision">The newest one when none is named.</param>
public sealed record DeliverData(string RequestId, string PlanId, string? Dataset, string? Revision)
{
    public async Task<Outcome<DataRequest>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindRequest.PlanAsync(db, caller, RequestId, PlanId, stop);
        if (found.Refused)
            return found.Refusal!;
        var (request, plan) = found.Value;
        if (request.State != RequestState.Planned || plan.State != PlanState.Accepted)
            return FindRequest.NotOpen(request);
        var repository = await FindRepository.RunAsync(db, caller, Act.Read, RepositoryKinds.Dataset, Dataset?.Trim() ?? "", stop);
        var revision = repository.Refused ? null
            : string.IsNullOrWhiteSpace(Revision) ? await FindRepository.NewestAsync(db, repository.Value, stop)
            : NodeRef.TryParse($"{repository.Value.Node}@{Revision.Trim()}", out var node) && await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop) is { Refused: false } named ? named.Value : null;
        if (new FieldFaults()
            .Need(!repository.Refused, "dataset", new($"データセット {Dataset} が見つかりません。", $"There is no dataset {Dataset}."))
            .Need(repository.Refused || revision is not null, "revision", new("その版がありません。", "There is no such revision."))
            .Need(repository.Refused || repository.Value.InstitutionId == plan.InstitutionId, "dataset", new($"{plan.InstitutionId} のデータセットを挙げてください。", $"Name a dataset of {plan.InstitutionId}."))
            .ToRefusal("bad-answer") is { } wrong)
            return wrong;
        (request.State, request.Dataset) = (RequestState.Answered, revision!.Node.ToString());
        db.Record(new() { Actor = caller.Node, Kind = "request.answered", Subject = request.Node, Ties = [new(request.Node, Relations.AnsweredBy, revision.Node)] });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return request;
    }
}
