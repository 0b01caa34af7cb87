using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Linkage.Routes;

/// <summary>Which revisions of links somebody converted by goes on the thread, once a day.</summary>
internal static class RecordLinkUse
{
    public static async Task RunAsync(HubDb db, Caller caller, string? project, LinkRoute route, DateTime now, CancellationToken stop)
    {
        var nodes = route.Sets.Select(set => set.Node).Distinct().OrderBy(node => node.ToString(), StringComparer.Ordinal).ToList();
        var use = NodeRef.Of("use", NameOf($"links {caller.PersonId} {project} {route} {string.Join(' ', nodes)} {now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"));
        var subject = use.ToString();
        if (await db.Set<EventRow>().AnyAsync(row => row.Subject == subject, stop))
            return;
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "links.used",
            Subject = use,
            Facts = new Dictionary<string, object?> { ["route"] = route.Systems, ["sets"] = route.Sets.Select(set => set.Id) },
            Ties =
            [
                .. nodes.Select(node => new Tie(use, Relations.Used, node)),
                new(use, Relations.UsedBy, caller.Node),
                .. project is null ? Array.Empty<Tie>() : [new Tie(use, Relations.BelongsTo, NodeRef.Of(Project.NodeKind, project))],
            ],
        });
        await db.SaveChangesAsync(stop);
    }

    private static string NameOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
