using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Linkage.Sets;

/// <summary>Declares which link sets lie in a revision's files; they are loaded soon after.</summary>
/// <param name="Dataset"><c>institution/name</c>.</param>
/// <param name="Revision">The start of a hash, or null for the newest.</param>
/// <param name="Recipe">The text of a <see cref="LinkRecipe"/>.</param>
public sealed record DeclareLinks(string Dataset, string? Revision, string Recipe)
{
    public async Task<Outcome<IReadOnlyList<LinkSet>>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Write, RepositoryKinds.Dataset, Dataset, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var state = await RepositoryState.FindAsync(db, caller, RepositoryKinds.Dataset, Dataset, Revision, stop);
        if (state.Refused)
            return state.Refusal!;
        if (state.Value.Shown is not { } revision)
            return Refusal.NotFound(new($"{Dataset} にはまだ版がありません。", $"{Dataset} has no revision yet."), new("最初の版を登録してください。", "Bring a first revision in."));
        var recipe = LinkRecipe.Read(Recipe, await IdentifierSystems.ReadAsync(db, stop));
        if (recipe.Refused)
            return recipe.Refusal!;
        var sets = new List<LinkSet>();
        foreach (var declared in recipe.Value.Sets)
        {
            if (await RevisionFiles.FindAsync(db, revision, declared.File, stop) is not { } file)
                return CommitFiles.NoEntry(declared.File);
            sets.Add(Make(repository.Value, revision, recipe.Value, declared, file, caller, now));
        }

        var ids = sets.ConvertAll(set => set.Id);
        var known = await db.Set<LinkSet>().Where(row => ids.Contains(row.Id) && row.State != LinkSetState.Refused).Select(row => row.Id).ToListAsync(stop);
        sets.RemoveAll(set => known.Contains(set.Id));
        if (sets.Count == 0)
            return Refusal.Conflict("already-declared", new("同じ対応付けが既に登録されています。", "The same link sets are declared already."), new("新しい版を登録してから宣言してください。", "Bring a new revision in first."));
        await db.Set<LinkSet>().Where(row => ids.Contains(row.Id) && row.State == LinkSetState.Refused).ExecuteDeleteAsync(stop);
        db.AddRange(sets.DistinctBy(set => set.Id));
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "links.declared",
            Subject = revision.Node,
            Facts = new Dictionary<string, object?> { ["version"] = recipe.Value.Version, ["source"] = recipe.Value.Source, ["sets"] = sets.Select(set => $"{set.From}-{set.To}") },
        });
        await db.SaveChangesAsync(stop);
        return sets;
    }

    private static LinkSet Make(Repository repository, Revision revision, LinkRecipe recipe, DeclaredLinks declared, RevisionFile file, Caller caller, DateTime now)
    {
        var means = JsonSerializer.Serialize(new { Node = revision.Node.ToString(), declared.File, declared.Format, declared.Columns, From = declared.From.Name, To = declared.To.Name, declared.Meaning.Name, Patterns = (string[])[declared.From.Pattern.Text, declared.To.Pattern.Text] });
        return new()
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(means)))[..16],
            Kind = repository.Kind,
            InstitutionId = repository.InstitutionId,
            Name = repository.Name,
            Revision = revision.Hash,
            File = declared.File,
            Content = file.Hash,
            Format = declared.Format,
            Columns = declared.Columns,
            From = declared.From.Name,
            To = declared.To.Name,
            Meaning = declared.Meaning,
            Version = recipe.Version,
            Source = recipe.Source,
            PersonId = caller.PersonId!,
            DeclaredAt = now,
        };
    }
}
