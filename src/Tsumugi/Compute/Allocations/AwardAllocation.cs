using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Allocations;

/// <summary>Gives a project, or a person, credits for a period.</summary>
public static class AwardAllocation
{
    private const int LongestNote = 1000;

    public static async Task<Outcome<Allocation>> RunAsync(HubDb db, Caller caller, AllocationRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var sites = await db.Set<Site>().AsNoTracking().ToListAsync(stop);
        var holderKnown = request.Project is { } project
            ? await db.Set<Project>().AnyAsync(row => row.Id == project && row.ClosedAt == null, stop)
            : await db.Set<Person>().AnyAsync(row => row.Id == request.Person, stop);
        if (Check(request, holderKnown, sites, now) is { } faults)
            return faults;
        var allocation = new Allocation
        {
            Id = NewId(request.Project ?? request.Person!),
            ProjectId = request.Project,
            PersonId = request.Person,
            Sites = [.. request.Sites.Order(StringComparer.Ordinal)],
            From = request.From ?? now,
            Until = request.Until,
            Note = request.Note.Trim(),
            CreatedAt = now,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await StageAsync(db, caller.Node, allocation, MicroCredits.Of(Credits(request, sites)!.Value), now, stop, request);
        await transaction.CommitAsync(stop);
        return allocation;
    }

    public static string NewId(string holder) => $"{holder}-{RandomId.Make(6)}";

    /// <summary>Everything about the request's form, all errors at once.</summary>
    public static Refusal? Check(AllocationRequest request, bool holderKnown, IReadOnlyList<Site> sites, DateTime now)
    {
        var unknown = request.Sites.Where(name => sites.All(site => site.Id != name)).ToList();
        var credits = Credits(request, sites);
        return new FieldFaults()
            .Need(request.Project is null != request.Person is null, "project", new("プロジェクトか人のどちらか一方を指定してください。", "Name either a project or a person."))
            .Need(holderKnown, request.Project is null ? "person" : "project", new("その名前の進行中のプロジェクト、または利用者がありません。", "There is no such person, or no such project that goes on."))
            .Need(unknown.Count == 0, "sites", new($"計算拠点「{string.Join("、", unknown)}」はありません。", $"There is no site '{string.Join(", ", unknown)}'."))
            .Need((request.From ?? now) < request.Until && now < request.Until, "until", new("終わりは、始まりと今より後にしてください。", "It must end after it begins, and after now."))
            .Need(request.Note.Length <= LongestNote, "note", new($"{LongestNote} 文字以内にしてください。", $"Keep it within {LongestNote} characters."))
            .Need(request.Credits is null or >= 0 && request.CoreHours is null or >= 0 && request.GpuHours.Values.All(hours => hours >= 0), "credits", new("0 以上にしてください。", "It must not be negative."))
            .Need(credits is not null, "gpuHours", new("書かれた GPU のある計算拠点が、対象の中にありません。", "None of the sites has such a GPU."))
            .Need(credits is null or > 0 and <= MicroCredits.MostCredits, "credits", new(
                "クレジットか時間を指定してください。料金のかからない計算拠点には割り当ては要りません。", "Give credits or hours. Sites that cost nothing need no allocation."))
            .ToRefusal("bad-allocation");
    }

    /// <summary>Hours at the highest price of the sites that have the hardware, so that they can be had at each of them.</summary>
    /// <returns>Null when no site has a GPU that was asked for.</returns>
    public static decimal? Credits(AllocationRequest request, IReadOnlyList<Site> sites)
    {
        var pool = sites.Where(site => request.Sites.Count == 0 || request.Sites.Contains(site.Id)).ToList();
        var sum = (request.Credits ?? 0) + ((request.CoreHours ?? 0) * pool.Select(site => site.Prices.CoreHour).DefaultIfEmpty().Max());
        foreach (var (model, hours) in request.GpuHours)
        {
            var prices = pool.Where(site => site.Partitions.Any(partition => partition.GpuModel == model)).Select(site => Placement.Fit.PriceOf(site.Prices, 0, 1, model)).ToList();
            if (prices.Count == 0)
                return null;
            sum += hours * prices.Max();
        }

        return sum;
    }

    /// <summary>In the transaction that somebody else begins and commits.</summary>
    /// <param name="units">What was asked for, kept on the thread; null for credits alone.</param>
    internal static async Task StageAsync(HubDb db, NodeRef actor, Allocation allocation, long amount, DateTime now, CancellationToken stop, AllocationRequest? units = null)
    {
        db.Add(allocation);
        LedgerBook.Open(db, allocation.Id);
        db.Record(new()
        {
            Actor = actor,
            Kind = allocation.Exploratory ? "allocation.granted" : "allocation.awarded",
            Subject = allocation.Node,
            Facts = new Dictionary<string, object?>
            {
                ["credits"] = MicroCredits.ToCredits(amount),
                ["coreHours"] = units?.CoreHours,
                ["gpuHours"] = units?.GpuHours,
                ["sites"] = allocation.Sites,
                ["from"] = allocation.From,
                ["until"] = allocation.Until,
                ["note"] = allocation.Note,
            },
            Ties = [new(allocation.Node, Relations.BelongsTo, allocation.ProjectId is { } project ? NodeRef.Of(Project.NodeKind, project) : NodeRef.Of("person", allocation.PersonId!))],
        });
        await db.SaveChangesAsync(stop);
        await LedgerBook.PostAsync(db, new() { At = now, AllocationId = allocation.Id, Kind = PostingKind.Award, From = LedgerAccount.Programme, To = LedgerAccount.Available, Amount = amount }, stop);
    }
}
