using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Bench.Gate;

/// <summary>A hub's records with the thread of years of training in them.</summary>
internal sealed class GateHub(string path)
{
    public static readonly Caller Steward = new() { PersonId = "hanako", Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Steward } };

    public static readonly Institution Lab = new() { Id = "lab", NameJa = "研究室", NameEn = "Laboratory" };

    private static readonly NodeRef Owner = NodeRef.Parse("institution:lab");

    private readonly DbContextOptions<HubDb> _options = Options(path);

    public HubDb Open() => new(_options);

    public async Task BeginAsync(IReadOnlyList<Repository> repositories, CancellationToken ct)
    {
        await using var db = Open();
        await db.Database.MigrateAsync(ct);
        db.Add(Lab);
        db.Add(new Person { Id = "hanako", Name = "Hanako", IsOperator = false });
        db.AddRange(repositories);
        db.AddRange(repositories.Select(row => new RepositoryName { Kind = row.Kind, InstitutionId = row.InstitutionId, Slug = row.Name, Name = row.Name }));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Records training as jobs do it, a thousand events in a transaction.</summary>
    public async Task RecordAsync(IEnumerable<ThreadEntry> entries, CancellationToken ct)
    {
        foreach (var some in entries.Chunk(1000))
        {
            await using var db = Open();
            foreach (var entry in some)
                db.Record(entry);
            await db.SaveChangesAsync(ct);
        }
    }

    public static Repository Repository(string kind, string name, DataUseConditions conditions) => new()
    {
        Kind = kind,
        InstitutionId = "lab",
        Name = name,
        TitleJa = name,
        TitleEn = name,
        Card = "",
        Visibility = Visibility.Hub,
        Conditions = conditions,
        CreatedAt = DateTime.UtcNow,
    };

    public static ThreadEntry Revised(NodeRef dataset) => Entry("dataset.revised", dataset, new Tie(dataset, Relations.RevisionOf, dataset.Whole));

    /// <summary>A job and the checkpoint that it made.</summary>
    public static IEnumerable<ThreadEntry> Trained(NodeRef model, string job, IEnumerable<NodeRef> used)
    {
        var node = NodeRef.Of("job", job);
        yield return Entry("job.submitted", node, [new(node, Relations.RunBy, Steward.Node), new(node, Relations.BelongsTo, Owner), .. used.Select(input => new Tie(node, Relations.Used, input))]);
        yield return Entry("model.revised", model, new Tie(model, Relations.RevisionOf, model.Whole), new Tie(model, Relations.MadeBy, node));
    }

    private static ThreadEntry Entry(string kind, NodeRef subject, params IReadOnlyList<Tie> ties) => new() { Actor = Steward.Node, Kind = kind, Subject = subject, Ties = ties };

    private static DbContextOptions<HubDb> Options(string path)
    {
        var builder = new DbContextOptionsBuilder<HubDb>();
        builder.UseRecords(path);
        return builder.Options;
    }
}
