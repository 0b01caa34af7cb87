using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Allocations;

/// <summary>What may pay for a job: the project's allocations, or the submitter's own where it has none.</summary>
/// <param name="Allocations">What lapses first comes first.</param>
/// <param name="Grant">An exploratory allocation that the submitter may have at once; null when there is none to have.</param>
public sealed record Payers(string PersonId, IReadOnlyList<Allocation> Allocations, ExploratoryPolicy? Grant)
{
    /// <param name="project">In whose name; null for none.</param>
    /// <param name="asked">The allocation that the submitter names; null for any.</param>
    public static async Task<Outcome<Payers>> FindAsync(HubDb db, ExploratoryPolicy policy, string person, string? project, string? asked, DateTime now, CancellationToken stop)
    {
        var open = await db.Set<Allocation>().AsNoTracking()
            .Where(row => ((project != null && row.ProjectId == project) || row.PersonId == person) && row.From <= now && row.Until > now)
            .OrderBy(row => row.Until).ThenBy(row => row.Id)
            .ToListAsync(stop);
        return Decide(open, policy, person, project, asked, now);
    }

    /// <param name="open">Those of the project and of the person whose period is now.</param>
    public static Outcome<Payers> Decide(IReadOnlyList<Allocation> open, ExploratoryPolicy policy, string person, string? project, string? asked, DateTime now)
    {
        var active = open.Where(row => row.IsActive(now)).ToList();
        if (asked is not null)
        {
            return active.Find(row => row.Id == asked) is { } named ? new Payers(person, [named], null) : new FieldFaults()
                .Need(false, "allocation", new($"割り当て {asked} は使えません。使えるもの：{Names(active, "なし")}。", $"The allocation {asked} cannot be used. Available: {Names(active, "none")}."))
                .ToRefusal("bad-job")!;
        }

        if (project is not null && active.Where(row => row.ProjectId == project).ToList() is { Count: > 0 } ofProject)
            return new Payers(person, ofProject, null);
        var own = active.Where(row => row.PersonId == person).ToList();
        return new Payers(person, own, open.Any(row => row.Exploratory && row.PersonId == person) ? null : policy);
    }

    public bool Cover(string site) => Allocations.Any(row => row.Covers(site)) || Grant?.Covers(site) == true;

    private static string Names(List<Allocation> rows, string otherwise) => rows.Count == 0 ? otherwise : string.Join(", ", rows.Select(row => row.Id));
}
