using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Dois;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>What may be set of a repository; null leaves it as it is.</summary>
public sealed record RepositorySettings
{
    public Visibility? Visibility { get; init; }

    public Gating? Gated { get; init; }

    public string? TitleJa { get; init; }

    public string? TitleEn { get; init; }
}

/// <summary>Rename, settings and deletion. Whoever calls has found the repository through the gate, for writing.</summary>
public static class ChangeRepository
{
    /// <summary>Gives it another name; the old one goes on leading to it.</summary>
    public static async Task<Refusal?> RenameAsync(HubDb db, Caller caller, Repository repository, string institution, string slug, DateTime now, CancellationToken stop)
    {
        if (institution != repository.InstitutionId)
            return OtherInstitution(repository);
        if (!ShortName.IsValid(slug))
            return ShortName.Refused("name", slug);
        var called = await db.Set<RepositoryName>().FindAsync([repository.Kind, repository.InstitutionId, slug], stop);
        if (called is not null && called.Name != repository.Name)
            return Refusal.Conflict("name-taken", new($"{institution}/{slug} は既にあります。", $"{institution}/{slug} already exists."), new("別の名前を付けてください。", "Choose another name."));
        if (called is null)
            db.Add(new RepositoryName { Kind = repository.Kind, InstitutionId = repository.InstitutionId, Slug = slug, Name = repository.Name });
        var before = repository.Id;
        (repository.Slug, repository.UpdatedAt) = (slug, now);
        Record(db, caller, repository, "renamed", new() { ["from"] = before, ["to"] = repository.Id });
        await db.SaveChangesAsync(stop);
        return null;
    }

    /// <summary>What is null stays as it is.</summary>
    public static async Task<Refusal?> SetAsync(HubDb db, Caller caller, Repository repository, RepositorySettings settings, DateTime now, CancellationToken stop)
    {
        if (settings.Visibility == Visibility.Hub && repository.Visibility != Visibility.Hub
            && await AskRelease.RunAsync(db, repository.Node, ReleaseAct.Public, repository.Node, caller.PersonId!, stop, (await FindRepository.NewestAsync(db, repository, stop))?.CreatedAt) is { } refusal)
            return refusal;
        (repository.Visibility, repository.Gated) = (settings.Visibility ?? repository.Visibility, settings.Gated ?? repository.Gated);
        (repository.TitleJa, repository.TitleEn) = (settings.TitleJa ?? repository.TitleJa, settings.TitleEn ?? repository.TitleEn);
        repository.UpdatedAt = now;
        Record(db, caller, repository, "changed", new()
        {
            ["visibility"] = repository.Visibility.ToString(),
            ["gated"] = repository.Gated.ToString(),
            ["titleJa"] = repository.TitleJa,
            ["titleEn"] = repository.TitleEn,
        });
        await db.SaveChangesAsync(stop);
        return null;
    }

    /// <summary>Sets what the owner asks of everybody; it holds at once, also for what was made before.</summary>
    public static async Task<Refusal?> SetConditionsAsync(HubDb db, Caller caller, Repository repository, ConditionsEntry entry, DiseaseOntology diseases, DateTime now, CancellationToken stop)
    {
        var faults = new FieldFaults();
        var conditions = entry.Read(faults, diseases);
        if (faults.ToRefusal("bad-conditions") is { } refusal)
            return refusal;
        var before = repository.Conditions;
        (repository.Conditions, repository.UpdatedAt) = (conditions, now);
        Record(db, caller, repository, "conditions-changed", new() { ["before"] = RepositoryViews.Conditions(before), ["after"] = RepositoryViews.Conditions(conditions) });
        await db.SaveChangesAsync(stop);
        return null;
    }

    /// <summary>Takes it away with its branches. Revisions stay on record, because others may have been made from them; DOIs stay and say so.</summary>
    /// <param name="reason">Shown to whoever follows one of its DOIs; may be empty.</param>
    public static async Task DeleteAsync(HubDb db, Caller caller, Repository repository, string reason, DateTime now, CancellationToken stop)
    {
        await WithdrawDoi.StageAllAsync(db, caller, repository, reason, now, stop);
        db.RemoveRange(await db.Of<RepositoryRef>(repository).ToListAsync(stop));
        (repository.DeletedAt, repository.UpdatedAt) = (now, now);
        Record(db, caller, repository, "deleted", new() { ["reason"] = reason });
        await db.SaveChangesAsync(stop);
    }

    /// <summary>Makes it part of a project, or of none; whoever asks must be one of the project's people, and its files must fit the project's storage.</summary>
    public static async Task<Refusal?> SetProjectAsync(HubDb db, ContentStore content, Caller caller, Repository repository, string? project, DateTime now, CancellationToken stop)
    {
        if (project == repository.ProjectId)
            return null;
        if (project is not null)
        {
            if ((await FindProject.ToActForAsync(db, caller, project, repository.InstitutionId, stop)).Refusal is { } refusal)
                return refusal;
            var held = db.Of<RepositoryContent>(repository).Select(row => row.Sha256);
            var sizes = await db.Set<ContentRow>().Where(row => held.Contains(row.Sha256)).ToDictionaryAsync(row => row.Sha256, row => row.Size, stop);
            if (await Quota.AskAsync(db, content, [NodeRef.Of(Project.NodeKind, project)], sizes, stop) is { } full)
                return full;
        }

        var before = repository.ProjectId;
        (repository.ProjectId, repository.UpdatedAt) = (project, now);
        Record(db, caller, repository, "project-changed", new() { ["before"] = before, ["after"] = project }, project is null ? [] : [new(repository.Node, Relations.BelongsTo, NodeRef.Of(Project.NodeKind, project))]);
        await db.SaveChangesAsync(stop);
        return null;
    }

    private static void Record(HubDb db, Caller caller, Repository repository, string what, Dictionary<string, object?> facts, IReadOnlyList<Tie>? ties = null) => db.Record(new()
    {
        Actor = caller.Node,
        Kind = $"{repository.Kind}.{what}",
        Subject = repository.Node,
        Facts = facts,
        Ties = ties ?? [],
    });

    private static Refusal OtherInstitution(Repository repository) => Refusal.Invalid(
        "other-institution",
        new($"{repository.Id} を別の研究機関に移すことはできません。", $"{repository.Id} cannot be moved to another institution."),
        new("移す先に新しく作り、ファイルをコピーしてください。", "Create it anew there and copy the files."));
}
