using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics.Passports;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories.Access;

/// <summary>Gated repositories: everybody who sees one may ask for its files; its institution decides.</summary>
public static class GatedAccess
{
    private const int MostText = 2000;

    /// <returns>Why the files may not be had yet, or null.</returns>
    public static async Task<Refusal?> AskAsync(HubDb db, Caller caller, Repository repository, CancellationToken stop)
    {
        if (repository.Gated == Gating.Open || Gate.IsOwn(caller, repository.Guarded))
            return null;
        var request = await FindAsync(db, repository, caller.PersonId!, stop);
        if (request?.State is null or AccessState.Pending
            && await HeldVisas.OpenAsync(db, caller.PersonId!, repository.Node, repository.Gated == Gating.Automatic, DateTime.UtcNow, stop))
            return null;
        return request switch
        {
            { State: AccessState.Accepted } => null,
            { State: AccessState.Pending } => Refused(
                new($"{repository.Id} の利用申請は、まだ承認されていません。", $"Your request for {repository.Id} has not been decided yet."),
                new($"{repository.InstitutionId} の回答をお待ちください。", $"Wait for {repository.InstitutionId} to answer.")),
            { State: AccessState.Rejected } rejected => Refused(
                new($"{repository.Id} の利用申請は承認されませんでした：{rejected.Reason}", $"Your request for {repository.Id} was rejected: {rejected.Reason}"),
                new($"{repository.InstitutionId} に問い合わせてください。", $"Ask {repository.InstitutionId}.")),
            _ => Refused(
                new($"{repository.Id} のファイルを使うには、利用申請が必要です。", $"Access to the files of {repository.Id} must be requested first."),
                new("このリポジトリのページで申請してください。", "Request it on the repository's page.")),
        };
    }

    public static Task<AccessRequest?> FindAsync(HubDb db, Repository repository, string person, CancellationToken stop) =>
        db.Of<AccessRequest>(repository).FirstOrDefaultAsync(row => row.PersonId == person, stop);

    /// <summary>Asks for the files. The caller has found the repository through the gate, for reading.</summary>
    /// <returns>The request as it stands now: an automatic gate has let it through already.</returns>
    public static async Task<Outcome<AccessRequest>> RequestAsync(HubDb db, Caller caller, Repository repository, string purpose, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (repository.Gated == Gating.Open || Gate.IsOwn(caller, repository.Guarded))
            return NotNeeded(repository);
        if (purpose.Trim() is { Length: 0 or > MostText })
        {
            return new FieldFaults()
                .Need(false, "purpose", new($"利用目的を {MostText} 文字以内で書いてください。", $"Say in at most {MostText} characters what you need it for."))
                .ToRefusal("no-purpose")!;
        }

        var request = await FindAsync(db, repository, caller.PersonId!, stop);
        if (request is { State: AccessState.Accepted or AccessState.Pending })
            return request;
        if (request is null)
        {
            request = new AccessRequest
            {
                Kind = repository.Kind,
                InstitutionId = repository.InstitutionId,
                Name = repository.Name,
                PersonId = caller.PersonId!,
                Purpose = "",
                State = AccessState.Pending,
                At = now,
            };
            db.Add(request);
        }

        var granted = repository.Gated == Gating.Automatic;
        (request.Purpose, request.At, request.State) = (purpose.Trim(), now, granted ? AccessState.Accepted : AccessState.Pending);
        (request.DecidedAt, request.DecidedBy, request.Reason) = (granted ? now : null, null, "");
        Record(db, caller.Node, repository, caller.PersonId!, granted ? "access-granted" : "access-requested", request.Purpose);
        await db.SaveChangesAsync(stop);
        return request;
    }

    /// <summary>The institution decides, or changes its mind; also without having been asked.</summary>
    public static async Task<Refusal?> DecideAsync(
        HubDb db, Caller caller, Repository repository, string person, AccessState state, string reason, DateTime now, CancellationToken stop)
    {
        if (Gate.Ask(caller, Act.Write, repository.Guarded) is { } refusal)
            return refusal;
        if (repository.Gated == Gating.Open)
            return NotGated(repository);
        if (state == AccessState.Rejected && reason.Trim() is { Length: 0 or > MostText })
        {
            return new FieldFaults()
                .Need(false, "reason", new($"承認しない理由を {MostText} 文字以内で書いてください。", $"Say in at most {MostText} characters why not."))
                .ToRefusal("no-reason")!;
        }

        if (!await db.Set<Person>().AnyAsync(row => row.Id == person, stop))
            return Gate.NoSuch(new($"人物 {person} ", $"the person {person}"));
        var request = await FindAsync(db, repository, person, stop);
        if (request is null)
        {
            request = new AccessRequest
            {
                Kind = repository.Kind,
                InstitutionId = repository.InstitutionId,
                Name = repository.Name,
                PersonId = person,
                Purpose = "",
                State = state,
                At = now,
            };
            db.Add(request);
        }

        (request.State, request.Reason) = (state, state == AccessState.Rejected ? reason.Trim() : "");
        request.DecidedAt = state == AccessState.Pending ? null : now;
        request.DecidedBy = state == AccessState.Pending ? null : caller.PersonId;
        Record(db, caller.Node, repository, person, Word(state), request.Reason);
        await db.SaveChangesAsync(stop);
        return null;
    }

    /// <summary>Requests in one state, the oldest first.</summary>
    public static async Task<Outcome<List<(AccessRequest Request, string Name)>>> ListAsync(
        HubDb db, Caller caller, Repository repository, AccessState state, CancellationToken stop)
    {
        if (Gate.Ask(caller, Act.Write, repository.Guarded) is { } refusal)
            return refusal;
        var rows = await (
            from request in db.Of<AccessRequest>(repository).AsNoTracking()
            where request.State == state
            join person in db.Set<Person>() on request.PersonId equals person.Id
            orderby request.At
            select new { request, person.Name }).ToListAsync(stop);
        return rows.ConvertAll(row => (row.request, row.Name));
    }

    private static string Word(AccessState state) => state switch
    {
        AccessState.Accepted => "access-granted",
        AccessState.Rejected => "access-rejected",
        _ => "access-reopened",
    };

    private static void Record(HubDb db, NodeRef actor, Repository repository, string person, string what, string text) => db.Record(new()
    {
        Actor = actor,
        Kind = $"{repository.Kind}.{what}",
        Subject = repository.Node,
        Facts = new Dictionary<string, object?> { ["person"] = person, ["text"] = text },
    });

    private static Refusal Refused(Hub.Language.Words reason, Hub.Language.Words remedy) => new("gated", 403, reason, remedy);

    private static Refusal NotNeeded(Repository repository) => Refusal.Conflict(
        "access-open",
        new($"{repository.Id} は申請なしで使えます。", $"{repository.Id} can be used without a request."),
        new("そのままダウンロードしてください。", "Go on and download it."));

    private static Refusal NotGated(Repository repository) => Refusal.Conflict(
        "not-gated",
        new($"{repository.Id} には利用申請の仕組みが設定されていません。", $"{repository.Id} is not gated."),
        new("先に設定で利用申請を有効にしてください。", "Set it to be gated first."));
}
