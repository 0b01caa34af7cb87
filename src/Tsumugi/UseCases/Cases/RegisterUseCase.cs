using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases;

/// <summary>Puts a use case on the thread, tied to the models it was made with and to what shows it.</summary>
public sealed class RegisterUseCase(HubDb db)
{
    public async Task<Outcome<UseCase>> RunAsync(Caller caller, UseCaseRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskFor(caller, request.Institution) is { } refusal)
            return refusal;
        var models = await NamedModels.FindAsync(db, caller, request.Models, stop);
        if (models.Refused)
            return models.Refusal!;
        var unknown = await UnknownEvidenceAsync(request.Evidence, stop);
        var taken = await db.Set<UseCase>().AnyAsync(row => row.Id == request.Id, stop);
        var institutionExists = await db.Set<Institution>().AnyAsync(row => row.Id == request.Institution, stop);
        var decided = Decide(caller, request, models.Value, unknown, taken, institutionExists, now);
        if (decided.Refused)
            return decided;
        db.Add(decided.Value);
        db.Record(Entry(caller, decided.Value, models.Value));
        await db.SaveChangesAsync(stop);
        return decided;
    }

    public static Outcome<UseCase> Decide(
        Caller caller, UseCaseRequest request, IReadOnlyList<NodeRef> models, IReadOnlyList<string> unknownEvidence,
        bool taken, bool institutionExists, DateTime now)
    {
        var errors = new SortedDictionary<string, Words>(StringComparer.Ordinal);
        if (!ShortName.IsValid(request.Id))
            errors["id"] = ShortName.Refused("id", request.Id).Reason;
        if (taken)
            errors["id"] = new("この名前は既に使われています。", "This name is taken.");
        if (!institutionExists)
            errors["institution"] = new("この研究機関は登録されていません。", "This institution is not registered.");
        if (string.IsNullOrWhiteSpace(request.TitleJa) || string.IsNullOrWhiteSpace(request.TitleEn))
            errors["title"] = new("題名を日本語と英語で書いてください。", "Give the title in Japanese and in English.");
        if (models.Count == 0)
            errors["models"] = new("使ったモデルを 1 つ以上挙げてください。", "Name at least one model that it was made with.");
        if (request.Evidence.Count == 0)
            errors["evidence"] = new("根拠となる利用・ジョブ・結果を 1 つ以上挙げてください。", "Name at least one use, job or result that shows it.");
        if (unknownEvidence.Count > 0)
        {
            var names = string.Join(", ", unknownEvidence);
            errors["evidence"] = new($"来歴にない根拠です：{names}。", $"The thread does not know: {names}.");
        }

        if (errors.Count > 0)
        {
            return Refusal.Invalid(
                "bad-use-case",
                new("ユースケースの登録内容に誤りがあります。", "The use case is not described correctly."),
                new("各項目の説明に従って直してください。", "Mend the fields as described.")) with
            { Fields = errors };
        }

        return new UseCase
        {
            Id = request.Id,
            InstitutionId = request.Institution,
            TitleJa = request.TitleJa,
            TitleEn = request.TitleEn,
            Summary = request.Summary,
            PersonId = caller.PersonId!,
            CreatedAt = now,
            Models = [.. models.Select(model => model.ToString())],
            Evidence = request.Evidence,
        };
    }

    private async Task<IReadOnlyList<string>> UnknownEvidenceAsync(IReadOnlyList<string> evidence, CancellationToken stop)
    {
        var known = await db.Set<EventRow>().Where(row => evidence.Contains(row.Subject)).Select(row => row.Subject).Distinct().ToListAsync(stop);
        return [.. evidence.Where(node => !NodeRef.TryParse(node, out _) || !known.Contains(node))];
    }

    private static ThreadEntry Entry(Caller caller, UseCase made, IReadOnlyList<NodeRef> models) => new()
    {
        Actor = caller.Node,
        Kind = "usecase.registered",
        Subject = made.Node,
        Facts = new Dictionary<string, object?> { ["titleJa"] = made.TitleJa, ["titleEn"] = made.TitleEn },
        Ties =
        [
            new(made.Node, Relations.BelongsTo, NodeRef.Of("institution", made.InstitutionId)),
            .. models.Select(model => new Tie(made.Node, Relations.MadeWith, model)),
            .. made.Evidence.Select(evidence => new Tie(made.Node, Relations.EvidencedBy, NodeRef.Parse(evidence))),
        ],
    };
}
