using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Instruments.Samples;

/// <summary>Finds samples through the gate.</summary>
public static class FindSample
{
    public static async Task<Outcome<Sample>> RunAsync(HubDb db, Caller caller, Act act, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Sample>().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } found)
            return Gate.NoSuch(new($"試料 {id} ", $"the sample {id}"));
        return Gate.Ask(caller, act, found.Guarded) is { } notYours ? notYours : found;
    }

    /// <summary>For whoever makes something from it: not when its consent was taken back.</summary>
    public static async Task<Outcome<Sample>> ToUseAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, Act.Use, id, stop);
        return found.Refused ? found : await WithdrawnAsync(db, found.Value, stop) is { } withdrawn ? AskWithdrawn.Refuse(withdrawn) : found;
    }

    /// <returns>The withdrawal of the sample, or of one that it was made from; null when there is none.</returns>
    public static async Task<Withdrawal?> WithdrawnAsync(HubDb db, Sample sample, CancellationToken stop)
    {
        var origins = await FindOrigins.OfAsync(db, [sample.Node], stop);
        return await db.Set<Withdrawal>().AsNoTracking().Where(row => origins.Contains(row.Dataset)).OrderBy(row => row.At).FirstOrDefaultAsync(stop);
    }

    /// <summary>Its own conditions with those of all samples that it was made from.</summary>
    public static async Task<DataUseConditions> ConditionsAsync(HubDb db, Sample sample, CancellationToken stop)
    {
        var ids = (await FindOrigins.OfAsync(db, [sample.Node], stop)).Select(node => NodeRef.Parse(node).Id).ToList();
        return (await db.Set<Sample>().AsNoTracking().Where(row => ids.Contains(row.Id)).Select(row => row.Conditions).ToListAsync(stop)).Aggregate(DataUseConditions.None, (all, one) => all.And(one));
    }

    public static IQueryable<Sample> Visible(HubDb db, Caller caller)
    {
        var (own, all) = (caller.Memberships.Keys.ToList(), caller.IsOperator);
        return db.Set<Sample>().AsNoTracking().Where(row => all || row.Visibility == Visibility.Hub || own.Contains(row.InstitutionId));
    }

    /// <returns>Those of some ids that the caller may see.</returns>
    public static Task<HashSet<string>> VisibleAmongAsync(HubDb db, Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        Visible(db, caller).Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(stop);
}

/// <summary>Samples that the caller may see, newest first.</summary>
/// <param name="Search">Words of its title, name or material, or one of its given identifiers.</param>
public sealed record ListSamples(string? Search, string? Institution, int Page)
{
    public const int PageSize = 50;

    public async Task<Outcome<Paged<Sample>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var rows = FindSample.Visible(db, caller);
        if (Search?.Trim() is { Length: > 0 } text)
            rows = rows.Where(row => row.Id.Contains(text) || row.Title.Contains(text) || row.Material.Contains(text) || row.Organism == text || row.Given.Contains(text));
        if (Institution?.Trim() is { Length: > 0 } institution)
            rows = rows.Where(row => row.InstitutionId == institution);
        var page = Math.Max(1, Page);
        return new Paged<Sample>(await rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop), await rows.CountAsync(stop), page, PageSize);
    }
}
