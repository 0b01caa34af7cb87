using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Quotas;

/// <summary>The most bytes that an institution may have; institutions without a row have no limit.</summary>
public sealed record Quota
{
    public required string InstitutionId { get; init; }

    public required long LimitBytes { get; set; }

    public static Task<long?> LimitAsync(HubDb db, string institution, CancellationToken stop) =>
        db.Set<Quota>().Where(row => row.InstitutionId == institution).Select(row => (long?)row.LimitBytes).FirstOrDefaultAsync(stop);

    /// <summary>Bytes of all contents that the institution refers to, each counted once.</summary>
    public static Task<long> UsedAsync(HubDb db, ContentStore content, string institution, CancellationToken stop)
    {
        var used = Contents(db, content, institution);
        return db.Set<ContentRow>().Where(row => used.Contains(row.Sha256)).SumAsync(row => row.Size, stop);
    }

    /// <summary>May the institution have these, too? In the transaction that adds them, the answer is final.</summary>
    /// <param name="asked">SHA-256 → bytes.</param>
    /// <returns>Null when all fit.</returns>
    public static async Task<Refusal?> AskAsync(HubDb db, ContentStore content, string institution, IReadOnlyDictionary<string, long> asked, CancellationToken stop)
    {
        if (await LimitAsync(db, institution, stop) is not { } limit)
            return null;
        var (held, used) = (Contents(db, content, institution), await UsedAsync(db, content, institution, stop));
        var more = 0L;
        foreach (var some in asked.Keys.Chunk(1000))
        {
            var known = await db.Set<ContentRow>().Where(row => some.Contains(row.Sha256) && held.Contains(row.Sha256)).Select(row => row.Sha256).ToHashSetAsync(stop);
            more += some.Where(hash => !known.Contains(hash)).Sum(hash => asked[hash]);
        }

        return more == 0 || used + more <= limit ? null : Exceeded(institution, used, limit, more);
    }

    /// <summary>Before anything is known but the size: refuses what can fit in no way.</summary>
    /// <param name="new">Whether these bytes are certainly new.</param>
    public static async Task<Refusal?> AskSizeAsync(HubDb db, ContentStore content, string institution, long bytes, bool @new, CancellationToken stop)
    {
        if (await LimitAsync(db, institution, stop) is not { } limit)
            return null;
        var used = bytes > limit || @new ? await UsedAsync(db, content, institution, stop) : 0;
        return bytes > limit || (@new && used + bytes > limit) ? Exceeded(institution, used, limit, bytes) : null;
    }

    private static IQueryable<string> Contents(HubDb db, ContentStore content, string institution) =>
        content.Uses.Select(use => use.ContentsOf(db, institution)).OfType<IQueryable<string>>().Aggregate((all, one) => all.Union(one));

    private static Refusal Exceeded(string institution, long used, long limit, long asked) => new(
        "quota-exceeded", 413,
        new($"{institution} の保存容量の上限を超えます（使用 {Shown(used)}、上限 {Shown(limit)}、追加 {Shown(asked)}）。",
            $"This would exceed the storage of {institution}: {Shown(used)} used, {Shown(limit)} allowed, {Shown(asked)} asked for."),
        new("不要なリポジトリを削除するか、ハブの運用担当者に上限の引き上げを依頼してください。", "Delete repositories that are no longer needed, or ask the hub's operators for more."));

    private static string Shown(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} B")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.000} GB");
}

internal sealed class QuotaTable : IEntityTypeConfiguration<Quota>
{
    public void Configure(EntityTypeBuilder<Quota> builder)
    {
        builder.ToTable("quota").HasKey(row => row.InstitutionId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
    }
}
