using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Models.Serving.Uses;

/// <summary>A record of uses on the thread.</summary>
public sealed record UseRow
{
    public required string Use { get; init; }

    /// <summary>The model revision that answered.</summary>
    public required string Model { get; init; }

    public required string Actor { get; init; }

    /// <summary>As the thread writes time.</summary>
    public required string At { get; init; }

    public required long Seq { get; init; }

    /// <summary>How many uses it stands for.</summary>
    public required int Times { get; init; }
}

/// <summary>Uses of a model, of all its revisions, as the thread has them.</summary>
public static class FindUses
{
    public static IQueryable<UseRow> Of(HubDb db, Repository model)
    {
        var revisions = $"{model.Node}@";
        return
            from tie in db.Set<TieRow>().AsNoTracking()
            where tie.Relation == Relations.Used && tie.To.StartsWith(revisions)
            join used in db.Set<EventRow>() on tie.Seq equals used.Seq
            where used.Kind == "model.used"
            orderby used.Seq descending
            select new UseRow
            {
                Use = used.Subject,
                Model = tie.To,
                Actor = used.Actor,
                At = used.At,
                Seq = used.Seq,
                Times = JsonSql.Number(used.Body, "$.uses") ?? 1,
            };
    }

    public static Task<int> CountAsync(HubDb db, Repository model, CancellationToken stop) => Of(db, model).SumAsync(use => use.Times, stop);
}
