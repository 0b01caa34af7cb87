using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>What a site's Slurm should have of the hub's: a quality of service for each allocation, an account for each holder, in it the hub's user and the holder's own logins.</summary>
internal static class WantAccounts
{
    /// <param name="mark">Stands before each description.</param>
    public static async Task<IReadOnlyList<ClusterItem>> OfAsync(HubDb db, Site site, string mark, DateTime now, CancellationToken stop)
    {
        // One that is over stays as long as jobs here are paid from it.
        var rows = await db.Set<Allocation>().AsNoTracking()
            .Where(row => (row.EndedAt == null && row.From <= now && now < row.Until) || db.Set<Job>().Any(job => job.AllocationId == row.Id && job.SiteId == site.Id && job.Reserved > 0))
            .Join(db.Set<Balance>(), row => row.Id, balance => balance.AllocationId, (row, balance) => new { Allocation = row, Balance = balance })
            .ToListAsync(stop);
        var here = rows.Where(row => row.Allocation.Covers(site.Id)).ToList();
        var taken = await TakenAsync(db, site, here.Select(row => row.Allocation.Id), stop);
        var people = await PeopleAsync(db, site, [.. here.Select(row => row.Allocation)], stop);
        var items = new List<ClusterItem>();
        foreach (var holder in here.GroupBy(row => AccountNames.Account(row.Allocation)))
        {
            var names = new List<string>();
            foreach (var (allocation, balance) in holder.Select(row => (row.Allocation, row.Balance)))
            {
                if (Limits.Of(site, taken.GetValueOrDefault(allocation.Id), balance.Left) is not { Count: > 0 } limits)
                    continue;
                names.Add(AccountNames.Qos(allocation.Id));
                items.Add(ClusterItem.Qos(names[^1], $"{mark}allocation:{allocation.Id}", Limits.Flags, limits));
            }

            if (names.Count == 0)
                continue;
            var one = holder.First().Allocation;
            items.Add(ClusterItem.Account(holder.Key, mark + (one.ProjectId is { } project ? $"project:{project}" : $"person:{one.PersonId}"), site.Slurm?.Account ?? "root", names));
            items.AddRange(people[holder.Key].Prepend(site.Slurm!.User).Distinct().Select(login => ClusterItem.User(holder.Key, login, names)));
        }

        return items;
    }

    /// <returns>Account → logins of those who may use what its holder has.</returns>
    private static async Task<ILookup<string, string>> PeopleAsync(HubDb db, Site site, IReadOnlyList<Allocation> allocations, CancellationToken stop)
    {
        var projects = allocations.Select(row => row.ProjectId).OfType<string>().Distinct().ToList();
        var known = site.Policies.Logins.Keys.ToList();
        var members = await db.Set<ProjectMember>().AsNoTracking()
            .Where(row => projects.Contains(row.ProjectId) && known.Contains(row.PersonId))
            .Select(row => new { row.ProjectId, row.PersonId })
            .ToListAsync(stop);
        return allocations
            .SelectMany(row => row.ProjectId is null ? [(row, row.PersonId!)] : members.Where(member => member.ProjectId == row.ProjectId).Select(member => (row, member.PersonId)))
            .Where(pair => site.Policies.Logins.ContainsKey(pair.Item2))
            .Select(pair => (Account: AccountNames.Account(pair.row), Login: site.Policies.Logins[pair.Item2]))
            .Distinct()
            .OrderBy(pair => pair.Login, StringComparer.Ordinal)
            .ToLookup(pair => pair.Account, pair => pair.Login);
    }

    /// <summary>What Slurm has counted under each quality of service: runs under the hub's account, those that cost nothing as well.</summary>
    private static async Task<Dictionary<string, Taken>> TakenAsync(HubDb db, Site site, IEnumerable<string> allocations, CancellationToken stop)
    {
        var asked = JsonSerializer.Serialize(allocations);
        var rows = await db.Database.SqlQuery<TakenRow>(
            $"""
            SELECT j.AllocationId AS Allocation,
                   SUM(json_extract(u.Measure, '$.cores') * json_extract(u.Measure, '$.seconds')) AS CoreSeconds,
                   SUM(json_extract(u.Measure, '$.gpus') * json_extract(u.Measure, '$.seconds')) AS GpuSeconds
            FROM job j JOIN compute_usage u ON u.JobId = j.Id
            WHERE j.AllocationId IN (SELECT value FROM json_each({asked})) AND u.SiteId = {site.Id} AND json_extract(u.Measure, '$.account') IS NOT NULL
            GROUP BY j.AllocationId
            """).ToListAsync(stop);
        return rows.ToDictionary(row => row.Allocation, row => new Taken(row.CoreSeconds, row.GpuSeconds));
    }

    private sealed record TakenRow(string Allocation, double CoreSeconds, double GpuSeconds);
}
