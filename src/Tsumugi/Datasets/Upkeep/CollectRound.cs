using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Upkeep;

/// <summary>One run of the collector, and what it removed.</summary>
public sealed record CollectRound
{
    public long Id { get; init; }

    public required DateTime StartedAt { get; init; }

    public required DateTime EndedAt { get; init; }

    /// <summary>Who asked for it: a person's node, or the hub itself.</summary>
    public required string Actor { get; init; }

    public required int Contents { get; init; }

    public required int Xorbs { get; init; }

    /// <summary>Bytes of the xorbs.</summary>
    public required long Bytes { get; init; }

    public required int Strays { get; init; }

    /// <summary>Whether uploads under way made it leave the rest for the next round.</summary>
    public required bool Postponed { get; init; }

    public static async Task<CollectRound> RunAsync(HubDb db, CollectContents collect, NodeRef actor, CancellationToken stop)
    {
        var started = DateTime.UtcNow;
        var done = await collect.RunAsync(started, stop);
        var round = new CollectRound
        {
            StartedAt = started,
            EndedAt = DateTime.UtcNow,
            Actor = actor.ToString(),
            Contents = done.Contents,
            Xorbs = done.Xorbs,
            Bytes = done.Bytes,
            Strays = done.Strays,
            Postponed = done.Postponed,
        };
        db.Add(round);
        if (done.Contents + done.Xorbs > 0)
        {
            db.Record(new()
            {
                Actor = actor,
                Kind = "content.collected",
                Subject = ContentUpkeep.Hub,
                Facts = new Dictionary<string, object?> { ["contents"] = done.Contents, ["xorbs"] = done.Xorbs, ["bytes"] = done.Bytes },
            });
        }

        await db.SaveChangesAsync(stop);
        return round;
    }
}

internal sealed class CollectRoundTable : IEntityTypeConfiguration<CollectRound>
{
    public void Configure(EntityTypeBuilder<CollectRound> builder) => builder.ToTable("collect_round").HasKey(row => row.Id);
}
