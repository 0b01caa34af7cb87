using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Quotas;

/// <summary>The most bytes that an institution or a project may have; those without a row have no limit.</summary>
public sealed record Quota
{
    /// <summary>Whose it is, as a node: <c>institution:lab</c>, <c>project:liver</c>.</summary>
    public required string Owner { get; init; }

    public required long LimitBytes { get; set; }

    public static Task<long?> LimitAsync(HubDb db, NodeRef owner, CancellationToken stop)
    {
        var node = owner.ToString();
        return db.Set<Quota>().Where(row => row.Owner == node).Select(row => (long?)row.LimitBytes).FirstOrDefaultAsync(stop);
    }

    /// <summary>Bytes of all contents that the owner refers to, each counted once.</summary>
    public static Task<long> UsedAsync(HubDb db, ContentStore content, NodeRef owner, CancellationToken stop)
    {
        var used = Contents(db, content, owner);
        return db.Set<ContentRow>().Where(row => used.Contains(row.Sha256)).SumAsync(row => row.Size, stop);
    }

    /// <summary>May these owners all have these, too? In the transaction that adds them, the answer is final.</summary>
    /// <param name="asked">SHA-256 → bytes.</param>
    /// <returns>Null when all fit.</returns>
    public static async Task<Refusal?> AskAsync(HubDb db, ContentStore content, IReadOnlyList<NodeRef> owners, IReadOnlyDictionary<string, long> asked, CancellationToken stop)
    {
        foreach (var owner in owners)
        {
            if (await AskAsync(db, content, owner, asked, stop) is { } full)
                return full;
        }

        return null;
    }

    /// <summary>Before anything is known but the size: refuses what can fit in no way.</summary>
    /// <param name="new">Whether these bytes are certainly new.</param>
    public static async Task<Refusal?> AskSizeAsync(HubDb db, ContentStore content, IReadOnlyList<NodeRef> owners, long bytes, bool @new, CancellationToken stop)
    {
        foreach (var owner in owners)
        {
            if (await LimitAsync(db, owner, stop) is not { } limit)
                continue;
            var used = bytes > limit || @new ? await UsedAsync(db, content, owner, stop) : 0;
            if (bytes > limit || (@new && used + bytes > limit))
                return Exceeded(owner, used, limit, bytes);
        }

        return null;
    }

    private static async Task<Refusal?> AskAsync(HubDb db, ContentStore content, NodeRef owner, IReadOnlyDictionary<string, long> asked, CancellationToken stop)
    {
        if (await LimitAsync(db, owner, stop) is not { } limit)
            return null;
        var (held, used) = (Contents(db, content, owner), await UsedAsync(db, content, owner, stop));
        var more = 0L;
        foreach (var some in asked.Keys.Chunk(1000))
        {
            var known = await db.Set<ContentRow>().Where(row => some.Contains(row.Sha256) && held.Contains(row.Sha256)).Select(row => row.Sha256).ToHashSetAsync(stop);
            more += some.Where(hash => !known.Contains(hash)).Sum(hash => asked[hash]);
        }

        return more == 0 || used + more <= limit ? null : Exceeded(owner, used, limit, more);
    }

    private static IQueryable<string> Contents(HubDb db, ContentStore content, NodeRef owner) =>
        content.Uses.Select(use => use.ContentsOf(db, new(owner.Kind, owner.Id))).OfType<IQueryable<string>>().Aggregate((all, one) => all.Union(one));

    private static Refusal Exceeded(NodeRef owner, long used, long limit, long asked) => new(
        "quota-exceeded", 413,
        new($"{Named(owner).Ja}の保存容量の上限を超えます（使用 {Shown(used)}、上限 {Shown(limit)}、追加 {Shown(asked)}）。",
            $"This would exceed the storage of {Named(owner).En}: {Shown(used)} used, {Shown(limit)} allowed, {Shown(asked)} asked for."),
        new("不要なリポジトリを削除するか、ハブの運用担当者に上限の引き上げを依頼してください。", "Delete repositories that are no longer needed, or ask the hub's operators for more."));

    private static Words Named(NodeRef owner) => owner.Kind == Project.NodeKind ? new($"プロジェクト {owner.Id} ", $"the project {owner.Id}") : new($"{owner.Id} ", owner.Id);

    private static string Shown(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.000} GB");
}

internal sealed class QuotaTable : IEntityTypeConfiguration<Quota>
{
    public void Configure(EntityTypeBuilder<Quota> builder) => builder.ToTable("storage_quota").HasKey(row => row.Owner);
}
