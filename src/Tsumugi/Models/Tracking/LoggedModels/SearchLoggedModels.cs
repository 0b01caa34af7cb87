using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Filters;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.LoggedModels;

/// <summary>Logged models of some experiments that satisfy a filter.</summary>
internal static class SearchLoggedModels
{
    private const int Usual = 100;
    private const int Most = 1_000;

    private static readonly FilterTables Tables = new(
        name => name switch
        {
            "name" => "m.\"Name\"",
            "model_id" => "m.\"Id\"",
            "model_type" => "m.\"ModelType\"",
            "status" => "m.\"Status\"",
            "source_run_id" => "m.\"SourceRun\"",
            "creation_timestamp" => "m.\"CreatedAt\"",
            _ => "m.\"UpdatedAt\"",
        },
        subject => subject switch
        {
            FilterSubject.Tag => ("(SELECT key AS \"Key\", value AS \"Value\" FROM json_each(m.\"Tags\"))", "1 = 1"),
            FilterSubject.Param => ("(SELECT key AS \"Key\", value AS \"Value\" FROM json_each(m.\"Params\"))", "1 = 1"),
            _ => null,
        });

    public static async Task<Outcome<SearchLoggedModelsAnswer>> RunAsync(Asked asked, SearchLoggedModelsRequest request)
    {
        var experiments = new List<long>();
        foreach (var id in request.ExperimentIds ?? [])
        {
            var found = await FindExperiment.RunAsync(asked, Act.Read, id);
            if (found.Refused)
                return found.Refusal!;
            experiments.Add(found.Value.Number);
        }

        var conditions = FilterParser.Read(request.Filter, FilterVocabulary.LoggedModels);
        var orders = FilterParser.ReadOrder((request.OrderBy ?? []).Select(Written), FilterVocabulary.LoggedModels);
        var page = PageToken.Read(request.PageToken, request.MaxResults, Usual, Most);
        if ((conditions.Refusal ?? orders.Refusal ?? page.Refusal) is { } fault)
            return fault;
        var sql = new FilterSql(Tables);
        var text = $"""
            SELECT m.* FROM "logged_model" m WHERE m."Experiment" IN ({string.Join(", ", experiments.Select(number => sql.Add(number)))}) AND m."Deleted" = 0{sql.Where(conditions.Value)}
            {sql.OrderBy(orders.Value, "m.\"CreatedAt\" DESC, m.\"Id\"")} LIMIT {sql.Add(page.Value.Take + 1)} OFFSET {sql.Add(page.Value.Skip)}
            """;
        var rows = await asked.Db.Set<LoggedModel>().FromSqlRaw(text, sql.Parameters).AsNoTracking().ToListAsync(asked.Stop);
        var next = page.Value.Cut(rows);
        return new SearchLoggedModelsAnswer([.. rows.Select(ShowLoggedModel.Message)], next);
    }

    private static string Written(FieldOrder order) => $"{order.FieldName} {(order.Ascending == false ? "DESC" : "ASC")}";
}
