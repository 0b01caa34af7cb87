using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Practicals;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Courses;

/// <summary>An institution's steward brings a course, or a new version of one. What learners did stays: it is kept by the names of lessons.</summary>
/// <param name="Files">File's name, without folder → its text.</param>
public sealed record BringCourse(string InstitutionId, IReadOnlyDictionary<string, string> Files)
{
    public async Task<Outcome<Course>> RunAsync(HubDb db, IPracticalRuns runs, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, InstitutionId) is { } refusal)
            return refusal;
        if (!await db.Set<Institution>().AnyAsync(row => row.Id == InstitutionId, stop))
            return Gate.NoSuch(new($"研究機関 {InstitutionId} ", $"the institution {InstitutionId}"));
        var read = ReadCourse.Run(Files);
        if (read.Refused)
            return read;
        var known = await FindCourse.AllAsync(db, stop);
        var unfit = read.Value.Practical is { } practical ? await runs.FaultsAsync(practical, stop) : new Dictionary<string, Words>();
        if (Check(read.Value, InstitutionId, known, unfit) is { } wrong)
            return wrong;
        var (row, hash) = (await db.Set<BroughtCourse>().FindAsync([read.Value.Id], stop), HashOf(Files));
        if (row?.Hash == hash)
            return row.ToCourse();
        if (row is null)
            db.Add(row = new() { Id = read.Value.Id, InstitutionId = InstitutionId, Version = 1, Hash = hash, BroughtAt = now, Content = read.Value });
        else
            (row.Version, row.Hash, row.BroughtAt, row.Content) = (row.Version + 1, hash, now, read.Value);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "course.brought",
            Subject = read.Value.Node,
            Facts = new Dictionary<string, object?> { ["version"] = row.Version, ["sha256"] = hash, ["titleJa"] = read.Value.Title.Ja, ["titleEn"] = read.Value.Title.En },
            Ties = [new(read.Value.Node, Relations.BelongsTo, NodeRef.Of("institution", InstitutionId))],
        });
        await db.SaveChangesAsync(stop);
        return row.ToCourse();
    }

    /// <summary>What only the other courses and the recipes can tell, all at once.</summary>
    public static Refusal? Check(Course course, string institution, IReadOnlyList<Course> known, IReadOnlyDictionary<string, Words> unfit)
    {
        if (known.FirstOrDefault(other => other.Id == course.Id) is { } same && same.InstitutionId != institution)
        {
            return Refusal.Conflict(
                "name-taken", new($"コース {course.Id} は{(same.InstitutionId is null ? "ハブに付属しています" : $" {same.InstitutionId} のものです")}。", $"The course {course.Id} {(same.InstitutionId is null ? "ships with the hub" : $"belongs to {same.InstitutionId}")}."),
                new("course.md の id を別の名前にしてください。", "Give another id in course.md."));
        }

        var faults = new FieldFaults();
        var others = known.Where(other => other.Id != course.Id).Append(course).ToDictionary(other => other.Id, other => other.Prerequisites);
        foreach (var missing in course.Prerequisites.Where(id => !others.ContainsKey(id)))
            faults.Need(false, $"prerequisites.{missing}", new($"コース {missing} はありません。", $"There is no course {missing}."));
        if (Cycle(course.Id, others) is { } cycle)
            faults.Need(false, "prerequisites", new($"前提のコースが輪になっています：{string.Join(" → ", cycle)}。どれか 1 つを外してください。", $"The prerequisites go round in a circle: {string.Join(" → ", cycle)}. Take one of them out."));
        foreach (var (input, node) in course.Practical?.Inputs ?? new Dictionary<string, string>())
        {
            if (NodeRef.Parse(node) is { Kind: "practical", Id: var from })
                faults.Need(course.Prerequisites.Contains(from), $"practical.inputs.{input}", new($"コース {from} を prerequisites に挙げてください。", $"Name the course {from} among the prerequisites."));
        }

        foreach (var (field, fault) in unfit)
            faults.Need(false, $"practical.{field}", fault);
        return faults.ToRefusal("bad-course");
    }

    /// <returns>From the course through its prerequisites back to itself; null when no way leads back.</returns>
    internal static IReadOnlyList<string>? Cycle(string start, IReadOnlyDictionary<string, IReadOnlyList<string>> prerequisites)
    {
        var (seen, open) = (new HashSet<string>(), new Stack<IReadOnlyList<string>>([[start]]));
        while (open.TryPop(out var way))
        {
            foreach (var next in prerequisites.GetValueOrDefault(way[^1]) ?? [])
            {
                if (next == start)
                    return [.. way, next];
                if (seen.Add(next))
                    open.Push([.. way, next]);
            }
        }

        return null;
    }

    private static string HashOf(IReadOnlyDictionary<string, string> files)
    {
        var text = string.Concat(files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key}\0{file.Value}\0"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
