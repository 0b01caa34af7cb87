using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>Changes what is said of a person: by themselves, or by an operator.</summary>
public sealed record ChangePerson(string Id, PersonChange Asked)
{
    public async Task<Outcome<Person>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (caller.PersonId != Id && Gate.AskOperator(caller) is { } notYours)
            return notYours;
        if (await db.Set<Person>().SingleOrDefaultAsync(row => row.Id == Id, stop) is not { } found)
            return FindPerson.NoSuch(Id);
        var (orcid, erad) = (OrcidOnly(Asked.Orcid), Asked.Erad.OrNull());
        var others = await db.Set<Person>().Where(row => row.Id != Id && ((orcid != null && row.Orcid == orcid) || (erad != null && row.Erad == erad))).ToListAsync(stop);
        var faults = new FieldFaults();
        var after = Read(found with { }, orcid, erad, others, faults);
        if (faults.ToRefusal("bad-person") is { } wrong)
            return wrong;
        db.Entry(found).CurrentValues.SetValues(after);

        // What changed is on the thread, the name and numbers themselves are not: they can be taken away again.
        db.Record(new() { Actor = caller.Node, Kind = "person.changed", Subject = found.Node });
        await db.SaveChangesAsync(stop);
        return found;
    }

    private Person Read(Person into, string? orcid, string? erad, IReadOnlyList<Person> others, FieldFaults faults)
    {
        var named = NamedWord.TryRead<CareerStage>(Asked.Career, out var career);
        (into.Name, into.Orcid, into.Erad, into.Career) = (Asked.Name?.Trim() ?? "", orcid, erad, named ? career : null);
        var stages = string.Join(", ", Enum.GetNames<CareerStage>());
        faults
            .Need(into.Name.Length is > 0 and <= 100, "name", new("氏名を 100 文字以内で入力してください。", "Enter a name of up to 100 characters."))
            .Need(orcid is null || CheckDigits.IsOrcid(orcid), "orcid", new("ORCID iD ではありません。0000-0002-1825-0097 のような形で、末尾の検査数字まで確かめてください。", "This is no ORCID iD: write it like 0000-0002-1825-0097, and check its last digit."))
            .Need(erad is null || CheckDigits.IsErad(erad), "erad", new("e-Rad の研究者番号は 8 桁の数字です。", "An e-Rad researcher number has eight digits."))
            .Need(orcid is null || !others.Any(row => row.Orcid == orcid), "orcid", new("この ORCID iD は、別の利用者に登録されています。", "Another person has this ORCID iD."))
            .Need(erad is null || !others.Any(row => row.Erad == erad), "erad", new("この研究者番号は、別の利用者に登録されています。", "Another person has this number."))
            .Need(named || string.IsNullOrWhiteSpace(Asked.Career), "career", new($"次から選んでください：{stages}。", $"Choose from {stages}."));
        return into;
    }

    private static string? OrcidOnly(string? text) => text.OrNull()?.Replace("https://orcid.org/", "", StringComparison.OrdinalIgnoreCase).ToUpperInvariant();
}
