using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federation.Rounds;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Publishing;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Trainings;

/// <summary>Turns the last round's model into a revision: with the record of all rounds, tied to every site's data, and credited by what each gave.</summary>
public sealed class PublishTraining(ContentStore content)
{
    /// <summary>Who gave what in which round, beside the model.</summary>
    public const string RecordFile = "federation.json";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>In the caller's transaction; the caller saves.</summary>
    public async Task StageAsync(HubDb db, FederatedTraining training, RoundFiles files, DateTime now, CancellationToken stop)
    {
        var participants = await db.Set<Participant>().AsNoTracking().Where(row => row.TrainingId == training.Id).OrderBy(row => row.SiteId).ToListAsync(stop);
        var kept = await db.Set<RoundTask>().AsNoTracking().Where(row => row.TrainingId == training.Id && row.Kept).OrderBy(row => row.Round).ThenBy(row => row.SiteId).ToListAsync(stop);
        training.Credit = Credit(kept);
        var repository = await db.FindAsync<Repository>([RepositoryKinds.Model, training.InstitutionId, training.Request.Output], stop) ?? Begin(db, training, now);
        var revision = await new AddRevision
        {
            Repository = repository,
            Actor = NodeRef.Of("hub", "self"),
            PersonId = training.PersonId,
            Files = await StoreAsync(training, files, participants, kept, stop),
            Facts = JsonSerializer.Serialize(
                new { federation = training.Id, method = training.Request.Method.Name, rounds = training.Request.Rounds, sites = participants.Count, masked = training.Request.Masked, noise = training.Request.Privacy?.NoiseMultiplier, credit = training.Credit },
                JsonSerializerOptions.Web),
            Sources = [(Relations.MadeBy, training.Node), (Relations.DerivedFrom, NodeRef.Parse(training.Request.Model)), .. participants.Where(row => training.Credit.ContainsKey(row.SiteId)).Select(row => (Relations.ContributedBy, NodeRef.Of("institution", row.InstitutionId))).Distinct()],
            Title = $"Add what {training.Id} made",
        }.StageAsync(db, now, stop);
        (training.State, training.EndedAt, training.Result) = (FederatedTraining.Succeeded, now, revision.Node.ToString());
        db.Record(new()
        {
            Actor = NodeRef.Of("hub", "self"),
            Kind = "federation.succeeded",
            Subject = training.Node,
            Facts = new Dictionary<string, object?> { ["result"] = training.Result, ["credit"] = training.Credit },
        });
    }

    /// <summary>Each site's share of the examples that went in, added up over the rounds.</summary>
    public static IReadOnlyDictionary<string, double> Credit(IReadOnlyList<RoundTask> kept)
    {
        var all = kept.Sum(task => (double)task.Examples);
        return kept.GroupBy(task => task.SiteId).OrderBy(site => site.Key, StringComparer.Ordinal).ToDictionary(site => site.Key, site => site.Sum(task => (double)task.Examples) / all, StringComparer.Ordinal);
    }

    private static Repository Begin(HubDb db, FederatedTraining training, DateTime now)
    {
        var begun = new Repository
        {
            Kind = RepositoryKinds.Model,
            InstitutionId = training.InstitutionId,
            Name = training.Request.Output,
            ProjectId = training.ProjectId,
            Slug = training.Request.Output,
            TitleJa = $"{training.Request.Output}（連合学習）",
            TitleEn = $"{training.Request.Output} (federated)",
            Card = "",

            // Several institutions' data are in it: it is shown to others when somebody decides so.
            Visibility = Visibility.Institution,
            Conditions = DataUseConditions.None,
            CreatedAt = now,
            UpdatedAt = now,
        };
        CreateRepository.Stage(db, NodeRef.Of("hub", "self"), begun);
        return begun;
    }

    private async Task<IReadOnlyList<RevisionFile>> StoreAsync(FederatedTraining training, RoundFiles files, List<Participant> participants, List<RoundTask> kept, CancellationToken stop)
    {
        await using var batch = content.Begin();
        var stored = new List<RevisionFile>();
        foreach (var path in Directory.EnumerateFiles(files.Common).Order(StringComparer.Ordinal))
            await AddAsync(Path.GetFileName(path), path);
        await AddAsync(RoundNames.Model, files.Model(training.Request.Rounds + 1));
        var record = await batch.AddAsync(Encoding.UTF8.GetBytes(Record(training, participants, kept)), stop);
        stored.Add(new(RecordFile, record.Hash, record.Size));
        await batch.CompleteAsync(stop);
        return stored;

        async Task AddAsync(string name, string path)
        {
            await using var file = File.OpenRead(path);
            var added = await batch.AddAsync(file, stop);
            stored.Add(new(name, added.Hash, added.Size));
        }
    }

    private static string Record(FederatedTraining training, List<Participant> participants, List<RoundTask> kept) => JsonSerializer.Serialize(
        new
        {
            training = training.Id,
            request = training.Request,
            recipe = JsonSerializer.Deserialize<JsonElement>(training.Recipe),
            sites = participants.Select(row => new { site = row.SiteId, institution = row.InstitutionId, dataset = row.Node }),
            updates = kept.Select(task => new { round = task.Round, site = task.SiteId, examples = task.Examples, sha256 = task.Sha256, receipt = task.Receipt, norm = task.Norm }),
            credit = training.Credit,
        },
        Readable);
}
