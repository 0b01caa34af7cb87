using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Adds a state to a repository. The content is in the store already; this makes it known, with its ties, in the caller's transaction.</summary>
public sealed record AddRevision
{
    public required Repository Repository { get; init; }

    public required NodeRef Actor { get; init; }

    /// <summary>Whom the revision is credited to.</summary>
    public required string PersonId { get; init; }

    public string? JobId { get; init; }

    public required IReadOnlyList<RevisionFile> Files { get; init; }

    /// <summary>One JSON object.</summary>
    public required string Facts { get; init; }

    /// <summary>What it came from, besides its repository: relation and node.</summary>
    public IReadOnlyList<(string Relation, NodeRef To)> Sources { get; init; } = [];

    /// <summary>Stages the revision and its thread entry; the caller saves. The same content again is the same revision, and nothing is added.</summary>
    public async Task<Revision> StageAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var (kind, institution, name) = (Repository.Kind, Repository.InstitutionId, Repository.Name);
        var hash = Revision.HashOf(Files);
        var before = await db.Set<Revision>().AsNoTracking()
            .Where(row => row.Kind == kind && row.InstitutionId == institution && row.Name == name)
            .Select(row => new { row.Hash, row.Number })
            .ToListAsync(stop);
        if (before.Any(row => row.Hash == hash))
            return (await db.Set<Revision>().FindAsync([kind, institution, name, hash], stop))!;

        var revision = new Revision
        {
            Kind = kind,
            InstitutionId = institution,
            Name = name,
            Hash = hash,
            Number = before.Count + 1,
            CreatedAt = now,
            PersonId = PersonId,
            JobId = JobId,
            Files = Files,
            Facts = Facts,
        };
        db.Add(revision);
        db.Record(new()
        {
            Actor = Actor,
            Kind = $"{kind}.revised",
            Subject = revision.Node,
            Facts = new Dictionary<string, object?> { ["number"] = revision.Number, ["files"] = Files, ["facts"] = revision.FactsJson },
            Ties =
            [
                new(revision.Node, Relations.RevisionOf, Repository.Node),
                .. Sources.Select(source => new Tie(revision.Node, source.Relation, source.To)),
            ],
        });
        return revision;
    }
}
