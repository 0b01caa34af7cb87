using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Thread;
using Tsumugi.Thread.Redactions;

namespace Tsumugi.Institutions.Erasure;

/// <summary>
/// Takes away everything that says who somebody is, and puts a pseudonym in the place of their id wherever others need what they did: rows of
/// every room, and the thread, whose hashes stay. Every count stays as it was, and nothing in the hub says who it was.
/// </summary>
/// <param name="Confirmed">The id once more, so that nobody erases another by a slip.</param>
public sealed record ErasePerson(string Id, string Reason, string Confirmed)
{
    public async Task<Outcome<ErasureView>> RunAsync(HubDb db, IEnumerable<IPersonalRows> rooms, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == Id, stop) is not { } person)
            return FindPerson.NoSuch(Id);
        if (await CheckAsync(db, rooms, caller, stop) is { } notYet)
            return notYet;

        var words = new[] { person.Name, person.Orcid, person.Erad, $"\"{person.Node}\"" }.OfType<string>()
            .Concat(await db.Set<Account>().Where(row => row.PersonId == Id).Select(row => row.Email!).ToListAsync(stop)).Distinct(StringComparer.Ordinal).ToList();
        var names = (await FindPerson.RecordsAsync(db, Id, stop)).ToDictionary(id => id, _ => Pseudonym.Make(), StringComparer.Ordinal);
        long records;
        await using (var transaction = await db.Database.BeginTransactionAsync(stop))
        {
            foreach (var id in names.Keys)
            {
                foreach (var room in rooms)
                    await room.EraseAsync(db, caller, id, now, stop);
            }

            db.ChangeTracker.Clear();
            await new RenamePerson(db, names).RunAsync(now, stop);
            records = await RedactAsync(db, caller, names, stop);
            await transaction.CommitAsync(stop);
        }

        // Pages keep remnants of what once stood in them, so the records are written anew, and nothing of before stays behind in the log.
        await db.Database.ExecuteSqlRawAsync("VACUUM", stop);
        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", stop);
        return new ErasureView(names[Id], records, await PersonTexts.StillNamedAsync(db, words, stop));
    }

    private async Task<long> RedactAsync(HubDb db, Caller caller, Dictionary<string, string> names, CancellationToken stop)
    {
        var redact = new RedactThread(db.Database.GetDbConnection(), db.Database.CurrentTransaction!.GetDbTransaction(), names);
        var facts = redact.Change();
        var records = (long)facts["records"]!;
        facts["reason"] = Reason.Trim();
        db.Record(new() { Actor = caller.Node, Kind = Redaction.Kind, Subject = NodeRef.Of("person", names[Id]), Facts = facts });
        await db.SaveChangesAsync(stop);
        redact.Keep(await db.Set<EventRow>().MaxAsync(row => row.Seq, stop));
        return records;
    }

    private async Task<Refusal?> CheckAsync(HubDb db, IEnumerable<IPersonalRows> rooms, Caller caller, CancellationToken stop)
    {
        var faults = new FieldFaults()
            .Need(Confirmed.Trim() == Id, "confirm", new($"確認のため {Id} と入力してください。", $"Write {Id} to confirm."))
            .Need(Reason.Trim().Length is > 0 and <= 500, "reason", new("理由を 500 文字以内で書いてください。本人が分かる言葉は入れないでください。", "Say why in up to 500 characters, without words that tell who it is."));
        if (faults.ToRefusal("bad-erasure") is { } bad)
            return bad;
        if (caller.PersonId == Id)
            return Yourself;
        var holds = await HoldsAsync(db, rooms, Id, stop);
        return holds.Count == 0 ? null : Refusal.Conflict(
            "settle-first",
            new(string.Concat(holds.Select(one => one.Ja)), string.Join(' ', holds.Select(one => one.En))),
            new("これらを済ませてから、もう一度消去してください。", "Settle this first, then erase again."));
    }

    /// <returns>What has to be settled first, of every record of theirs.</returns>
    public static async Task<IReadOnlyList<Words>> HoldsAsync(HubDb db, IEnumerable<IPersonalRows> rooms, string id, CancellationToken stop)
    {
        var holds = new List<Words>();
        foreach (var record in await FindPerson.RecordsAsync(db, id, stop))
        {
            foreach (var room in rooms)
                holds.AddRange(await room.HoldsAsync(db, record, stop));
        }

        return holds;
    }

    private static Refusal Yourself { get; } = Refusal.Conflict(
        "yourself",
        new("運用担当者は自分自身を消去できません。", "Operators cannot erase themselves."),
        new("ほかの運用担当者に依頼してください。", "Ask another operator."));
}
