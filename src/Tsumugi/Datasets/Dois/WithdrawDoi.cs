using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Dois;

/// <summary>Takes what a DOI names out of circulation: the DOI stays and leads to a page that says who, when and why.</summary>
public sealed record WithdrawDoi(string Doi, string Reason)
{
    public const int MostReason = 2000;

    public async Task<Outcome<DoiStanding>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (await FindDoi.RunAsync(db, Doi, stop) is not { } found)
            return Unknown(Doi);
        var (doi, id) = (found.Doi, $"{found.Doi.InstitutionId}/{found.Doi.Name}");
        var repository = await FindRepository.RunAsync(db, caller, Act.Write, doi.Kind, id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        if (doi.State != DoiState.Findable)
            return DoiRefusals.NotPublished(doi.Value);
        if (Fault(Reason) is { } fault)
            return fault;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await StageAsync(db, caller, doi, Reason.Trim(), deleted: false, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (await FindDoi.RunAsync(db, doi.Value, stop))!;
    }

    /// <summary>Withdraws whatever is published of a repository that goes; the caller saves.</summary>
    public static async Task StageAllAsync(HubDb db, Caller caller, Repository repository, string reason, DateTime now, CancellationToken stop)
    {
        foreach (var doi in await db.Of<Doi>(repository).Where(row => row.State == DoiState.Findable).ToListAsync(stop))
            await StageAsync(db, caller, doi, reason, deleted: true, now, stop);
    }

    public static Refusal? Fault(string reason) => new FieldFaults()
        .Need(reason.Trim() is { Length: > 0 and <= MostReason }, "reason", new($"理由を {MostReason} 文字以内で書いてください。", $"Say in at most {MostReason} characters why."))
        .ToRefusal("no-reason");

    internal static Refusal Unknown(string doi) => Gate.NoSuch(new($"DOI {doi} ", $"the DOI {doi}"));

    // The page and the agency go on saying what was cited, not what the repository has become since.
    private static async Task StageAsync(HubDb db, Caller caller, Doi doi, string reason, bool deleted, DateTime now, CancellationToken stop)
    {
        var newest = await db.Set<DoiDeposit>().AsNoTracking().Where(row => row.Doi == doi.Value).OrderByDescending(row => row.Id).FirstAsync(stop);
        var name = await db.Set<Person>().Where(row => row.Id == caller.PersonId).Select(row => row.Name).FirstOrDefaultAsync(stop);
        MintDoi.Stage(db, caller, doi, newest.Record with { State = DoiState.Registered, Withdrawal = new(caller.PersonId!, name ?? caller.PersonId!, now, reason, deleted) }, now);
    }
}
