using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Sites;

/// <summary>
/// A site says what data it has and under which conditions. They become a dataset of its institution whose only file is that declaration, so that
/// conditions, lineage, withdrawal and credit are the same as for data that lie here. Conditions may become stricter, never looser.
/// </summary>
public sealed class DeclareDataset(HubDb db, ContentStore content, DiseaseOntologies diseases)
{
    private const string File = "declaration.json";

    public async Task<Outcome<SiteDatasetRow>> RunAsync(FederationSite site, SiteDatasetDeclaration said, DateTime now, CancellationToken stop)
    {
        var read = CreateDataset.Read(said.Dataset with { Institution = site.InstitutionId, Visibility = "institution", Project = null }, diseases.Current);
        if (read.Refused)
            return read.Refusal!;
        if (said.Rows < 0 || said.Digest is not { Length: 64 } || !said.Digest.All(char.IsAsciiHexDigit))
            return Refusal.Invalid("bad-dataset", new("行数かダイジェストが正しくありません。", "Rows or digest are not right."), new("拠点のプログラムから宣言してください。", "Declare it by the site's program."));
        var stored = await content.PutBytesAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { site = site.Id, name = said.Dataset.Name, rows = said.Rows, digest = said.Digest })), stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var repository = await db.FindAsync<Repository>([RepositoryKinds.Dataset, site.InstitutionId, said.Dataset.Name], stop);
        if (repository is null)
            repository = Begin(site, read.Value, now);
        else if (repository.DeletedAt is not null)
            return Refusal.Conflict("deleted", new($"{repository.Id} は削除されています。", $"{repository.Id} was deleted."), new("管理者に復元してもらうか、別の名前で宣言してください。", "Have it restored, or declare it under another name."));
        else
            Tighten(site, repository, read.Value.Conditions);
        var revision = await new AddRevision
        {
            Repository = repository,
            Actor = site.Node,
            PersonId = await EnrolledByAsync(site, stop),
            Files = await FilesAsync(repository, new(File, stored.Hash, stored.Size, Large: false), stop),
            Facts = JsonSerializer.Serialize(new { site = site.Id, rows = said.Rows }, JsonSerializerOptions.Web),
            Title = $"Declared by site {site.Id}",
        }.StageAsync(db, now, stop);
        var row = await db.FindAsync<SiteDatasetRow>([site.Id, said.Dataset.Name], stop)
            ?? db.Add(new SiteDatasetRow { SiteId = site.Id, Name = said.Dataset.Name, Node = "", Rows = 0 }).Entity;
        (row.Node, row.Rows) = (revision.Node.ToString(), said.Rows);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return row;
    }

    private Repository Begin(FederationSite site, CreateRepository asked, DateTime now)
    {
        var made = CreateRepository.Decide(asked, institutionExists: true, taken: false, now).Value;
        CreateRepository.Stage(db, site.Node, made);
        return made;
    }

    private void Tighten(FederationSite site, Repository repository, DataUseConditions declared)
    {
        var together = repository.Conditions.And(declared);
        if (together.Equals(repository.Conditions))
            return;
        repository.Conditions = together;
        db.Record(new() { Actor = site.Node, Kind = "dataset.changed", Subject = repository.Node, Facts = new Dictionary<string, object?> { ["conditions"] = together } });
    }

    /// <summary>Where the data lie on the hub as well, their files stay beside the declaration.</summary>
    private async Task<IReadOnlyList<RevisionFile>> FilesAsync(Repository repository, RevisionFile declaration, CancellationToken stop)
    {
        if (db.Entry(repository).State == EntityState.Added || await FindRepository.NewestAsync(db, repository, stop) is not { } newest)
            return [declaration];
        return [.. (await RevisionFiles.AllAsync(db, newest, stop)).Where(file => file.Path != File), declaration];
    }

    /// <summary>The steward who let the site in answers for it.</summary>
    private async Task<string> EnrolledByAsync(FederationSite site, CancellationToken stop)
    {
        var (subject, kind) = (site.Node.ToString(), "participant.enrolled");
        var actor = await db.Set<EventRow>().AsNoTracking().Where(row => row.Subject == subject && row.Kind == kind).OrderByDescending(row => row.Seq).Select(row => row.Actor).FirstAsync(stop);
        return NodeRef.Parse(actor).Id;
    }
}
