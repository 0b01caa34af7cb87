using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Downloads;

/// <summary>Data that oblige whoever has them: who had them, for which project, and what is owed for it goes on the thread, once a day.</summary>
internal static class RecordDownload
{
    public static async Task RunAsync(HubDb db, Caller caller, NodeRef node, Project? project, Decision decision, DateTime now, CancellationToken stop)
    {
        var use = NodeRef.Of("use", NameOf($"{caller.PersonId} {project?.Id} {node} {now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"));
        var subject = use.ToString();
        if (await db.Set<EventRow>().AnyAsync(row => row.Subject == subject, stop))
            return;
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "data.downloaded",
            Subject = use,
            Facts = new Dictionary<string, object?> { ["obligations"] = decision.Findings.Select(finding => finding.Rule).Distinct() },
            Ties =
            [
                new(use, Relations.Used, node),
                new(use, Relations.UsedBy, caller.Node),
                .. project is null ? Array.Empty<Tie>() : [new Tie(use, Relations.BelongsTo, project.Node)],
            ],
        });
        await db.SaveChangesAsync(stop);
    }

    // The same on the same day is the same use, however many files are fetched.
    private static string NameOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
