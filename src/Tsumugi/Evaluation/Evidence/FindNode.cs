using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Evidence;

/// <summary>Finds a node on the thread by its text; the start of a revision is enough when it is unambiguous.</summary>
public static class FindNode
{
    public static async Task<Outcome<NodeRef>> RunAsync(HubDb db, VisibleLineage visible, Caller caller, string text, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (!NodeRef.TryParse(text, out var wanted))
        {
            return Refusal.Invalid(
                "bad-node",
                new($"「{text}」は来歴の節点の形ではありません。", $"'{text}' is not a node."),
                new("kind:id または kind:id@版 の形で書いてください（例：model:institute/encoder）。", "Write kind:id or kind:id@revision, for example model:institute/encoder."));
        }

        var nothing = Gate.NoSuch(new($"節点 {text} ", $"the node {text}"));
        if (!await visible.MaySeeAsync(caller, wanted, stop))
            return nothing;
        var prefix = wanted.ToString();
        var exact = wanted.Revision is null || wanted.Revision.Length == 64;
        var found = await db.Set<TieRow>().AsNoTracking()
            .Where(row => exact ? row.From == prefix || row.To == prefix : row.From.StartsWith(prefix))
            .Select(row => row.From.StartsWith(prefix) ? row.From : row.To)
            .Distinct().Take(2).ToListAsync(stop);
        if (exact)
            return found.Count > 0 || await db.Set<EventRow>().AnyAsync(row => row.Subject == prefix, stop) ? wanted : nothing;
        return found.Count switch
        {
            0 => nothing,
            1 => NodeRef.Parse(found[0]),
            _ => Refusal.Conflict(
                "ambiguous-node",
                new($"{text} に当てはまる節点が複数あります。", $"More than one node begins with {text}."),
                new("ハッシュをもう少し長く書いてください。", "Write more of the hash.")),
        };
    }
}
