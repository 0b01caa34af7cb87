using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Ethics.Concerns;

/// <summary>What is of dual-use concern, or came of it, is released only after two reviewers agreed, neither of whom asks for it.</summary>
public static class AskRelease
{
    public const int Reviewers = 2;

    /// <param name="source">The dataset or model that would come into other hands.</param>
    /// <param name="released">What reviewers look at: the same, or the application for it.</param>
    /// <param name="asker">Who asks for it; what they say as a reviewer does not count.</param>
    /// <param name="since">When what is released became what it is: reviews before looked at something else.</param>
    public static async Task<Refusal?> RunAsync(HubDb db, NodeRef source, ReleaseAct act, NodeRef released, string asker, CancellationToken stop, DateTime? since = null)
    {
        foreach (var concern in await ReachingAsync(db, source, stop))
        {
            var node = released.ToString();
            var reviews = await db.Set<ReleaseReview>().AsNoTracking().Where(row => row.ConcernId == concern.Id && row.Act == act && row.Node == node && (since == null || row.At >= since)).ToListAsync(stop);
            if (Decide(concern, reviews, asker, source) is { } refusal)
                return refusal;
        }

        return null;
    }

    /// <summary>Pure: one who disagrees is enough to stop it.</summary>
    public static Refusal? Decide(Concern concern, IReadOnlyList<ReleaseReview> reviews, string asker, NodeRef source)
    {
        var others = reviews.Where(review => review.PersonId != asker).ToList();
        if (others.Find(review => !review.Yes) is { } no)
            return Refused(concern, source, new($"審査した {no.PersonId} が認めていません：{no.Comment}", $"The reviewer {no.PersonId} does not agree: {no.Comment}"));
        var missing = Reviewers - others.Count;
        return missing <= 0 ? null : Refused(concern, source, new($"求めた本人ではない審査者が、あと {missing} 名必要です。", $"It needs {missing} more reviewers who are not the one who asks."));
    }

    /// <summary>Marks on a dataset or model, and on whatever any of its revisions was made from.</summary>
    public static Task<List<Concern>> ReachingAsync(HubDb db, NodeRef source, CancellationToken stop) =>
        MarksAsync(db, () => FindOrigins.OfAllRevisionsAsync(db, source.Whole, stop), stop);

    /// <summary>Marks on whatever some nodes were made from, or are.</summary>
    public static Task<List<Concern>> AmongAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop) => MarksAsync(db, () => FindOrigins.OfAsync(db, nodes, stop), stop);

    private static async Task<List<Concern>> MarksAsync(HubDb db, Func<Task<List<string>>> origins, CancellationToken stop)
    {
        if (!await db.Set<Concern>().AnyAsync(row => row.LiftedAt == null, stop))
            return [];
        var wholes = (await origins()).Select(origin => NodeRef.Parse(origin).Whole.ToString()).ToHashSet(StringComparer.Ordinal);
        return [.. (await db.Set<Concern>().AsNoTracking().Where(row => row.LiftedAt == null).OrderBy(row => row.At).ToListAsync(stop)).Where(row => wholes.Contains(row.Node))];
    }

    private static Refusal Refused(Concern concern, NodeRef source, Words why) => new(
        "dual-use-review", 403,
        new($"{source} は、悪用の懸念がある（{concern.Node}：{concern.Reason}）ため、審査なしに公開や提供ができません。{why.Ja}", $"{source} is of dual-use concern ({concern.Node}: {concern.Reason}) and is not released without review. {why.En}"),
        new(
            $"{concern.InstitutionId} の管理者か運用担当者に、{source} のページの「悪用の懸念」で審査を依頼してください。",
            $"Ask stewards of {concern.InstitutionId}, or operators, to review it under 'Dual use' on the page of {source}."));
}
