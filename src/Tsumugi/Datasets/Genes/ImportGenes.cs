using System.Text;
using System.Text.Json;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Genes;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Genes;

/// <summary>Brings a GenBank file into a dataset: the source as it came, the gene table and the quality report, as one revision.</summary>
public sealed class ImportGenes(HubDb db, ContentStore content)
{
    public const string QualityFile = "quality.json";

    private const string TableFile = GeneCatalogue.TableFile;

    /// <param name="fileName">Its name at the sender's, for messages and for the revision.</param>
    public async Task<Outcome<Revision>> RunAsync(Caller caller, string dataset, string fileName, Stream source, DateTime now, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Write, RepositoryKinds.Dataset, dataset, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var name = Path.GetFileName(fileName);
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
        {
            return Refusal.Invalid(
                "bad-file-name",
                new("ファイル名が使えません。", "The file name cannot be used."),
                new("200 文字以内の普通のファイル名にしてください。", "Give a plain file name of at most 200 characters."));
        }

        using var held = content.Hold();
        var stored = await content.PutAsync(source, stop);
        var table = content.NewIncomingPath();
        try
        {
            QualityReport quality;
            await using (var input = await content.OpenAsync(stored.Hash, stop))
            await using (var output = File.Create(table))
                quality = await GeneImport.RunAsync(input, name, output, GenBankOptions.Default, null, stop);
            var genes = await content.PutFileAsync(table, stop);
            var report = await content.PutBytesAsync(Encoding.UTF8.GetBytes(quality.ToJson()), stop);
            return await AddAsync(caller, repository.Value, quality, now,
                [new(TableFile, genes.Hash, genes.Size), new(QualityFile, report.Hash, report.Size), new($"source/{name}", stored.Hash, stored.Size)], stop);
        }
        catch (InvalidFileException error)
        {
            return Invalid(error.Fault);
        }
        finally
        {
            File.Delete(table);
        }
    }

    private async Task<Outcome<Revision>> AddAsync(
        Caller caller, Repository repository, QualityReport quality, DateTime now, IReadOnlyList<RevisionFile> files, CancellationToken stop)
    {
        var facts = new Dictionary<string, object>
        {
            ["records"] = quality.Records,
            ["bases"] = quality.Bases,
            ["codingSequences"] = quality.CodingSequences,
            ["genes"] = quality.Genes,
            ["heldOut"] = quality.HeldOut,
            ["differing"] = quality.Differing,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await Quota.AskAsync(db, content, repository.Owners, CommitFiles.Sizes(files), stop) is { } full)
            return full;
        var revision = await new AddRevision
        {
            Repository = repository,
            Actor = caller.Node,
            PersonId = caller.PersonId!,
            Files = files,
            Facts = JsonSerializer.Serialize(facts, JsonSerializerOptions.Web),
        }.StageAsync(db, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return revision;
    }

    private static Refusal Invalid(FileFault fault)
    {
        var place = fault.Line is { } line ? $"{fault.File}:{line}" : fault.File;
        return Refusal.Invalid(
            "bad-file",
            new($"{place}（{fault.Field}）：{fault.Problem}", $"{place} ({fault.Field}): {fault.Problem}"),
            Words.Same(fault.Remedy));
    }
}
