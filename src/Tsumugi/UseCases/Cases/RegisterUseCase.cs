using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Cases;

/// <summary>Puts a use case on the thread, tied to the models it was made with and to what shows it. An idea is proposed; it counts as a use case once it was tried.</summary>
public sealed class RegisterUseCase(HubDb db, VisibleLineage visible)
{
    public async Task<Outcome<UseCase>> RunAsync(Caller caller, NewUseCase request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskFor(caller, request.Institution) is { } refusal)
            return refusal;
        var entry = await UseCaseEntry.LookAsync(db, visible, caller, request, stop);
        if (entry.Refused)
            return entry.Refusal!;
        var taken = await db.Set<UseCase>().AnyAsync(row => row.Id == request.Id, stop);
        var institutionExists = await db.Set<Institution>().AnyAsync(row => row.Id == request.Institution, stop);
        var decided = Decide(caller, request, entry.Value, taken, institutionExists, now);
        if (decided.Refused)
            return decided;
        db.Add(decided.Value);
        db.Record(Entry(caller, decided.Value, decided.Value.Stage == UseCaseStage.Idea ? "usecase.proposed" : "usecase.registered"));
        await db.SaveChangesAsync(stop);
        return decided;
    }

    internal static Outcome<UseCase> Decide(Caller caller, NewUseCase request, UseCaseEntry entry, bool taken, bool institutionExists, DateTime now)
    {
        var made = new UseCase
        {
            Id = request.Id,
            InstitutionId = request.Institution,
            TitleJa = "",
            TitleEn = "",
            Summary = "",
            ForWhom = "",
            PersonId = caller.PersonId!,
            CreatedAt = now,
            ChangedAt = now,
            Stage = UseCaseStage.Idea,
            Models = [],
            Data = [],
            Evidence = [],
            Letters = [],
        };
        var faults = new FieldFaults()
            .Refuse("id", ShortName.Fault(request.Id))
            .Need(!taken, "id", new("この名前は既に使われています。", "This name is taken."))
            .Need(institutionExists, "institution", new("この研究機関は登録されていません。", "This institution is not registered."));
        entry.Read(made, faults, now);
        return faults.ToRefusal("bad-use-case") is { } refusal ? refusal : made;
    }

    /// <summary>What became of it, with all that it is tied to.</summary>
    internal static ThreadEntry Entry(Caller caller, UseCase made, string kind) => new()
    {
        Actor = caller.Node,
        Kind = kind,
        Subject = made.Node,
        Facts = new Dictionary<string, object?>
        {
            ["titleJa"] = made.TitleJa,
            ["titleEn"] = made.TitleEn,
            ["stage"] = made.Stage.ToString(),
            ["forWhom"] = made.ForWhom,
            ["letters"] = made.Letters,
        },
        Ties =
        [
            new(made.Node, Relations.BelongsTo, NodeRef.Of("institution", made.InstitutionId)),
            .. made.Models.Concat(made.Data).Select(node => new Tie(made.Node, Relations.MadeWith, NodeRef.Parse(node))),
            .. made.Evidence.Select(evidence => new Tie(made.Node, Relations.EvidencedBy, NodeRef.Parse(evidence))),
        ],
    };
}
