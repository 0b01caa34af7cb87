using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Turns;

/// <summary>A job's place in its site's queue.</summary>
/// <param name="Position">From 1; null beyond <see cref="NextJobs.MostLooked"/>.</param>
public sealed record Turn(int? Position, Words Why);

/// <summary>Whose turn it is at a site.</summary>
public static class NextJobs
{
    public const int MostLooked = 1000;

    /// <returns>The ids of those whose turn it is, in order.</returns>
    public static async Task<List<string>> OfAsync(HubDb db, HadLately lately, Site site, int most, DateTime now, CancellationToken stop)
    {
        var institutions = await InstitutionsAsync(db, site.Id, stop);
        if (institutions.Count <= 1)
            return await Queued(db, site.Id, now).OrderBy(job => job.CreatedAt).ThenBy(job => job.Id).Take(most).Select(job => job.Id).ToListAsync(stop);
        var waiting = await WaitingAsync(db, site, institutions, most, now, stop);
        return [.. Order(site, waiting, await lately.OfAsync(db, site, now, stop)).Take(most).Select(job => job.Id)];
    }

    /// <returns>Null for a job that does not wait for its turn.</returns>
    public static async Task<Turn?> OfJobAsync(HubDb db, HadLately lately, Site site, Job job, DateTime now, CancellationToken stop)
    {
        if (job.State != JobState.Queued || job.HandedAt is not null || job.NotBefore > now)
            return null;
        var waiting = await WaitingAsync(db, site, await InstitutionsAsync(db, site.Id, stop), MostLooked, now, stop);
        var had = await lately.OfAsync(db, site, now, stop);
        var place = Order(site, waiting, had).Take(MostLooked).ToList().FindIndex(row => row.Id == job.Id);
        return new(place < 0 ? null : place + 1, Why(site, job.InstitutionId, waiting, had));
    }

    private static Words Why(Site site, string own, List<WaitingJob> waiting, Dictionary<string, double> had)
    {
        double Had(string name) => had.GetValueOrDefault(name);
        var others = waiting.Select(job => job.Institution).Where(name => name != own).Distinct().ToList();
        if (others.Count == 0)
            return new("待っているのはこの研究機関だけなので、提出の順です。", "Only this institution waits here, so it goes by the time of submission.");
        var share = HadLately.ShareOf(site, own);
        var before = others.Where(name => Had(name) / HadLately.ShareOf(site, name) < Had(own) / share).Order(StringComparer.Ordinal).ToList();
        return new(
            $"{own} の最近の利用は {Had(own):#,0.##}、配分の重みは {share:0.##} です。{(before.Count == 0 ? "重みに対する利用が最も少ない研究機関です。" : $"重みに対する利用がより少ない {string.Join("、", before)} が先になります。")}",
            $"{own} has had {Had(own):#,0.##} lately and its share is {share:0.##}; {(before.Count == 0 ? "no other that waits has had less for its share." : $"{string.Join(", ", before)} had less for their share and come first.")}");
    }

    /// <summary>What waits at a site and may begin.</summary>
    public static IQueryable<Job> Queued(HubDb db, string site, DateTime now) => db.Set<Job>()
        .Where(job => job.SiteId == site && job.State == JobState.Queued && job.HandedAt == null && (job.NotBefore == null || job.NotBefore <= now));

    /// <summary>One look into the index for each: a hundred thousand jobs of one institution are not read to find that there is no other.</summary>
    private static async Task<List<string>> InstitutionsAsync(HubDb db, string site, CancellationToken stop)
    {
        var found = new List<string>();
        var last = "";

        // SQLite compares bytes, as its own order does.
#pragma warning disable CA1309
        while (await db.Set<Job>().Where(job => job.SiteId == site && job.State == JobState.Queued && string.Compare(job.InstitutionId, last) > 0).MinAsync(job => (string?)job.InstitutionId, stop) is { } next)
            found.Add(last = next);
#pragma warning restore CA1309
        return found;
    }

    /// <returns>Of each institution the oldest, as many as could have their turn.</returns>
    private static async Task<List<WaitingJob>> WaitingAsync(HubDb db, Site site, List<string> institutions, int most, DateTime now, CancellationToken stop)
    {
        var waiting = new List<WaitingJob>();
        foreach (var institution in institutions)
        {
            var rows = await Queued(db, site.Id, now).Where(job => job.InstitutionId == institution).OrderBy(job => job.CreatedAt).ThenBy(job => job.Id).Take(most)
                .Select(job => new { job.Id, job.CreatedAt, job.Resources }).ToListAsync(stop);
            waiting.AddRange(rows.Select(row => new WaitingJob(row.Id, institution, row.CreatedAt, HadLately.CostOf(site, row.Resources))));
        }

        return waiting;
    }

    private static IEnumerable<WaitingJob> Order(Site site, List<WaitingJob> waiting, Dictionary<string, double> had) =>
        FairOrder.Of(waiting, name => had.GetValueOrDefault(name), name => HadLately.ShareOf(site, name));
}
