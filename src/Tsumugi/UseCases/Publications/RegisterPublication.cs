using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Publications;

/// <summary>Registers a publication and ties it to the programme and to the models it was made with.</summary>
public sealed partial class RegisterPublication(HubDb db)
{
    public async Task<Outcome<Publication>> RunAsync(Caller caller, PublicationRequest request, DateTime now, CancellationToken stop)
    {
        // A publication belongs to nobody's institution: whoever may write may register one, under their own name.
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var models = await NamedRevisions.FindAsync(db, caller, RepositoryKinds.Model, request.MadeWith, stop);
        if (models.Refused)
            return models.Refusal!;
        var doi = Normalise(request.Doi);
        var taken = doi is not null && await db.Set<Publication>().AnyAsync(row => row.Doi == doi, stop);
        var decided = Decide(caller, request, doi, models.Value, taken, now);
        if (decided.Refused)
            return decided;
        Stage(caller, decided.Value, models.Value);
        await db.SaveChangesAsync(stop);
        return decided;
    }

    /// <summary>Stages the publication and its thread entry; the caller saves.</summary>
    internal void Stage(Caller caller, Publication made, IReadOnlyList<NodeRef> models)
    {
        db.Add(made);
        db.Record(Entry(caller, made, models));
    }

    public static Outcome<Publication> Decide(
        Caller caller, PublicationRequest request, string? doi, IReadOnlyList<NodeRef> models, bool taken, DateTime now)
    {
        var errors = new SortedDictionary<string, Words>(StringComparer.Ordinal);
        if (doi is null)
            errors["doi"] = new("DOI は 10. で始まる形（例：10.1000/xyz123）で書いてください。", "Write the DOI as 10.…/…, for example 10.1000/xyz123.");
        if (taken)
            errors["doi"] = new("この DOI は登録済みです。", "This DOI is registered already.");
        if (string.IsNullOrWhiteSpace(request.Title))
            errors["title"] = new("題名を書いてください。", "Give the title.");
        if (request.PublishedOn > DateOnly.FromDateTime(now).AddYears(1))
            errors["publishedOn"] = new("出版日が 1 年以上先です。", "The date of publication is more than a year ahead.");
        if (!request.MadeInProgramme && models.Count == 0)
            errors["madeWith"] = new("プログラムの成果か、使ったモデルか、少なくとも一方を示してください。", "Tie it to the programme, or to at least one model.");
        if (errors.Count > 0)
        {
            return Refusal.Invalid(
                "bad-publication",
                new("論文の登録内容に誤りがあります。", "The publication is not described correctly."),
                new("各項目の説明に従って直してください。", "Mend the fields as described.")) with
            { Fields = errors };
        }

        return new Publication
        {
            Doi = doi!,
            NodeText = Publication.NodeOf(doi!).ToString(),
            Title = request.Title.Trim(),
            PublishedOn = request.PublishedOn,
            MadeInProgramme = request.MadeInProgramme,
            MadeWith = [.. models.Select(model => model.ToString())],
            PersonId = caller.PersonId!,
        };
    }

    /// <returns>The DOI alone in lower case (DOIs are case-insensitive), or null when it is none.</returns>
    public static string? Normalise(string text)
    {
        var doi = Resolver().Replace(text.Trim(), "").ToLowerInvariant();
        return Doi().IsMatch(doi) ? doi : null;
    }

    private static ThreadEntry Entry(Caller caller, Publication made, IReadOnlyList<NodeRef> models) => new()
    {
        Actor = caller.Node,
        Kind = "publication.registered",
        Subject = made.Node,
        Facts = new Dictionary<string, object?> { ["doi"] = made.Doi, ["title"] = made.Title, ["publishedOn"] = made.PublishedOn },
        Ties =
        [
            .. made.MadeInProgramme ? [new Tie(made.Node, Relations.MadeInProgramme, Programme)] : Array.Empty<Tie>(),
            .. models.Select(model => new Tie(made.Node, Relations.MadeWith, model)),
        ],
    };

    private static readonly NodeRef Programme = NodeRef.Of("programme", "self");

    [GeneratedRegex(@"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Resolver();

    [GeneratedRegex(@"^10\.[0-9]{4,9}/[\x21-\x7e]{1,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex Doi();
}
