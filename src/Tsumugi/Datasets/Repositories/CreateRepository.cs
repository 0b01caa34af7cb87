using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Begins a repository of datasets or of models.</summary>
public sealed record CreateRepository
{
    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    public required string TitleJa { get; init; }

    public required string TitleEn { get; init; }

    public string Card { get; init; } = "";

    public Visibility Visibility { get; init; } = Visibility.Hub;

    public DataUseConditions Conditions { get; init; } = DataUseConditions.None;

    /// <summary>The project that it is part of; null for none, or for that of the token.</summary>
    public string? ProjectId { get; init; }

    public async Task<Outcome<Repository>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskFor(caller, InstitutionId) is { } refusal)
            return refusal;
        var project = string.IsNullOrWhiteSpace(ProjectId) ? caller.ProjectId : ProjectId.Trim();
        if (project is not null && (await FindProject.ToActForAsync(db, caller, project, InstitutionId, stop)).Refusal is { } notTheirs)
            return notTheirs;
        var institutionExists = await db.Set<Institution>().AnyAsync(row => row.Id == InstitutionId, stop);
        var called = await db.Set<RepositoryName>().FindAsync([Kind, InstitutionId, Name], stop);
        var before = called is null ? null : await db.Set<Repository>().FindAsync([Kind, InstitutionId, called.Name], stop);
        var decided = Decide(this, institutionExists, before is { DeletedAt: null }, now);
        if (decided.Refused)
            return decided;
        decided.Value.ProjectId = project;
        if (before is null)
            Stage(db, caller.Node, decided.Value);
        else
            Revive(db, caller.Node, before, decided.Value);
        await db.SaveChangesAsync(stop);
        return before ?? decided;
    }

    // What was made from its earlier revisions still asks for the earlier conditions, so they cannot be shed by deleting.
    private static void Revive(HubDb db, NodeRef actor, Repository before, Repository made)
    {
        (before.Slug, before.TitleJa, before.TitleEn, before.Card, before.CardData) = (made.Slug, made.TitleJa, made.TitleEn, made.Card, "{}");
        (before.Visibility, before.Gated, before.DeletedAt, before.UpdatedAt, before.ProjectId) = (made.Visibility, Gating.Open, null, made.UpdatedAt, made.ProjectId);
        before.Conditions = DataUseConditions.Combine([before.Conditions, made.Conditions]);
        db.Record(Entry(actor, before));
    }

    /// <summary>Stages the repository, its name and its thread entry; the caller saves.</summary>
    public static void Stage(HubDb db, NodeRef actor, Repository made)
    {
        db.Add(made);
        db.Add(new RepositoryName { Kind = made.Kind, InstitutionId = made.InstitutionId, Slug = made.Name, Name = made.Name });
        db.Record(Entry(actor, made));
    }

    public static Outcome<Repository> Decide(CreateRepository command, bool institutionExists, bool taken, DateTime now)
    {
        if (!ShortName.IsValid(command.Name))
            return ShortName.Refused("name", command.Name);
        if (!institutionExists)
            return Gate.NoSuch(new($"研究機関 {command.InstitutionId} ", $"the institution {command.InstitutionId}"));
        if (taken)
        {
            return Refusal.Conflict(
                "name-taken",
                new($"{command.InstitutionId}/{command.Name} は既にあります。", $"{command.InstitutionId}/{command.Name} already exists."),
                new("別の名前を付けるか、既存のものに版を追加してください。", "Choose another name, or add a revision to the existing one."))
                with
            { Fields = new Dictionary<string, Words> { ["name"] = new("この名前は既に使われています。", "This name is taken already.") } };
        }

        return new Repository
        {
            Kind = command.Kind,
            InstitutionId = command.InstitutionId,
            Name = command.Name,
            Slug = command.Name,
            TitleJa = Or(command.TitleJa, command.Name),
            TitleEn = Or(command.TitleEn, command.Name),
            Card = command.Card,
            Visibility = command.Visibility,
            Conditions = command.Conditions,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static string Or(string text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();

    private static ThreadEntry Entry(NodeRef actor, Repository made) => new()
    {
        Actor = actor,
        Kind = $"{made.Kind}.created",
        Subject = made.Node,
        Facts = new Dictionary<string, object?>
        {
            ["titleJa"] = made.TitleJa,
            ["titleEn"] = made.TitleEn,
            ["visibility"] = made.Visibility.ToString(),
            ["conditions"] = made.Conditions,
        },
        Ties = [.. made.Owners.Select(owner => new Tie(made.Node, Relations.BelongsTo, owner))],
    };
}
