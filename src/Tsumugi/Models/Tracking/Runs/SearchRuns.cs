using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Filters;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Runs of some experiments that satisfy a filter, in the order asked for.</summary>
internal static class SearchRuns
{
    private const int Usual = 1_000;
    private const int Most = 50_000;

    private static readonly FilterTables Tables = new(
        name => name switch
        {
            "run_id" => "r.\"Id\"",
            "run_name" => "r.\"Name\"",
            "status" => "r.\"Status\"",
            "user_id" => "r.\"UserName\"",
            "start_time" => "r.\"StartTime\"",
            "end_time" => "r.\"EndTime\"",
            _ => "'mlflow-artifacts:/' || r.\"Experiment\" || '/' || r.\"Id\" || '/artifacts'",
        },
        subject => subject switch
        {
            FilterSubject.Metric => ("\"run_latest\"", "x.\"Run\" = r.\"Number\""),
            FilterSubject.Param => ("\"run_param\"", "x.\"Run\" = r.\"Number\""),
            FilterSubject.Tag => ("\"run_tag\"", "x.\"Run\" = r.\"Number\""),
            FilterSubject.Dataset => ("\"run_input\"", "x.\"Run\" = r.\"Number\""),
            _ => null,
        });

    public static async Task<Outcome<SearchRunsAnswer>> RunAsync(Asked asked, SearchRunsRequest request)
    {
        var experiments = new List<long>();
        foreach (var id in request.ExperimentIds ?? [])
        {
            var found = await FindExperiment.RunAsync(asked, Act.Read, id);
            if (found.Refused)
                return found.Refusal!;
            experiments.Add(found.Value.Number);
        }

        var page = PageToken.Read(request.PageToken, request.MaxResults, Usual, Most);
        if (page.Refused)
            return page.Refusal!;
        var query = Query(asked.Db, experiments, request);
        if (query.Refused)
            return query.Refusal!;
        var rows = await query.Value(page.Value.Skip, page.Value.Take + 1).ToListAsync(asked.Stop);
        var next = page.Value.Cut(rows);
        return new SearchRunsAnswer(await RunMessages.OfAsync(asked.Db, rows, asked.Stop), next);
    }

    /// <returns>From rows to skip and to take to what reads them.</returns>
    public static Outcome<Func<int, int, IQueryable<TrackedRun>>> Query(HubDb db, IReadOnlyList<long> experiments, SearchRunsRequest request)
    {
        var conditions = FilterParser.Read(request.Filter, FilterVocabulary.Runs);
        var orders = FilterParser.ReadOrder(request.OrderBy, FilterVocabulary.Runs);
        var view = ViewTypes.Where(request.RunViewType, "r.\"Deleted\"");
        if ((conditions.Refusal ?? orders.Refusal ?? view.Refusal) is { } fault)
            return fault;
        return new Func<int, int, IQueryable<TrackedRun>>((skip, take) =>
        {
            var sql = new FilterSql(Tables);
            var text = $"""
                SELECT r.* FROM "run" r WHERE r."Experiment" IN ({string.Join(", ", experiments.Select(number => sql.Add(number)))}){view.Value}{sql.Where(conditions.Value)}
                {sql.OrderBy(orders.Value, "r.\"StartTime\" DESC, r.\"Id\"")} LIMIT {sql.Add(take)} OFFSET {sql.Add(skip)}
                """;
            return db.Set<TrackedRun>().FromSqlRaw(text, sql.Parameters).AsNoTracking();
        });
    }
}
