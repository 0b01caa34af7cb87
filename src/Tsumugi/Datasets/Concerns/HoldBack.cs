using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Concerns;

/// <summary>What comes of something of dual-use concern is not shown to everybody before two reviewers agreed, also where it comes into a repository that everybody sees.</summary>
public static class HoldBack
{
    /// <summary>The repository goes back to its institution alone, in the transaction of the new revision; two reviewers may release it again.</summary>
    /// <param name="sources">What the new revision came from.</param>
    public static async Task RunAsync(HubDb db, Repository repository, IEnumerable<NodeRef> sources, CancellationToken stop)
    {
        if (repository.Visibility != Visibility.Hub || await AskRelease.AmongAsync(db, [repository.Node, .. sources], stop) is not { Count: > 0 } concerns)
            return;
        repository.Visibility = Visibility.Institution;
        db.Record(new()
        {
            Actor = NodeRef.Of("hub", "self"),
            Kind = $"{repository.Kind}.held-back",
            Subject = repository.Node,
            Facts = new Dictionary<string, object?> { ["concerns"] = concerns.Select(concern => concern.Id) },
        });
    }

    /// <summary>Before compute is spent: a job whose output would be held back is better told so at once.</summary>
    /// <param name="output">The model's name, within the institution.</param>
    public static async Task<Refusal?> AskAsync(HubDb db, string institution, string output, IEnumerable<NodeRef> inputs, CancellationToken stop)
    {
        var existing = await db.Set<Repository>().AsNoTracking().FirstOrDefaultAsync(
            row => row.Kind == RepositoryKinds.Model && row.InstitutionId == institution && row.Name == output && row.Visibility == Visibility.Hub && row.DeletedAt == null, stop);
        return existing is not null && await AskRelease.AmongAsync(db, inputs, stop) is [var concern, ..] ? Refused(existing, concern) : null;
    }

    private static Refusal Refused(Repository output, Concern concern) => new(
        "dual-use-review", 403,
        new($"入力に悪用の懸念があり（{concern.Node}：{concern.Reason}）、出力先の {output.Id} は全員に公開されています。", $"An input is of dual-use concern ({concern.Node}: {concern.Reason}), and everybody sees the output {output.Id}."),
        new("別の名前に出力するか、出力先を所属機関だけに見えるようにしてください。できたモデルは、審査者 2 名が認めれば公開できます。", "Choose another output, or show this one to its institution alone; two reviewers may release what comes of it."));
}
