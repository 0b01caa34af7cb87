using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Quotas;

/// <summary>Sets how many bytes an institution may have, or takes the limit away.</summary>
/// <param name="LimitBytes">Null for no limit. Below what is in use already nothing is lost; nothing more comes in.</param>
public sealed record SetQuota(string InstitutionId, long? LimitBytes)
{
    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Institution>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == InstitutionId, stop) is not { } institution)
            return Gate.NoSuch(new($"研究機関 {InstitutionId} ", $"the institution {InstitutionId}"));
        if (LimitBytes < 0)
            return Refusal.Invalid("bad-quota", new("上限は 0 以上にしてください。", "A limit cannot be negative."), new("バイト数を確かめてください。", "Check the number of bytes."));
        var before = await db.Set<Quota>().FirstOrDefaultAsync(row => row.InstitutionId == InstitutionId, stop);
        if (before is not null && LimitBytes is { } limit)
            before.LimitBytes = limit;
        else if (LimitBytes is { } first)
            db.Add(new Quota { InstitutionId = InstitutionId, LimitBytes = first });
        else if (before is not null)
            db.Remove(before);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "quota.set",
            Subject = institution.Node,
            Facts = new Dictionary<string, object?> { ["bytes"] = LimitBytes },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }

    /// <summary>What is used and allowed; for the institution's members and operators.</summary>
    public static async Task<Outcome<QuotaView>> ShowAsync(HubDb db, ContentStore content, Caller caller, string institution, CancellationToken stop)
    {
        if (Gate.Ask(caller, Act.Read, new(new($"{institution} の使用量", $"the use of {institution}"), institution, Visibility.Institution)) is { } refusal)
            return refusal;
        return new QuotaView(await Quota.UsedAsync(db, content, institution, stop), await Quota.LimitAsync(db, institution, stop));
    }
}
