using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Filters;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Experiments;

/// <summary>Experiments that the caller may see and that satisfy a filter.</summary>
internal static class SearchExperiments
{
    private const int Usual = 1_000;
    private const int Most = 50_000;

    public static async Task<Outcome<SearchExperimentsAnswer>> RunAsync(Asked asked, SearchExperimentsRequest request)
    {
        var conditions = FilterParser.Read(request.Filter, FilterVocabulary.Experiments);
        var orders = FilterParser.ReadOrder(request.OrderBy, FilterVocabulary.Experiments);
        var view = ViewTypes.Where(request.ViewType, "e.\"Deleted\"");
        var page = PageToken.Read(request.PageToken, request.MaxResults, Usual, Most);
        if ((conditions.Refusal ?? orders.Refusal ?? view.Refusal ?? page.Refusal) is { } fault)
            return fault;
        var own = OwnedName.Only(asked.Caller) ?? "";
        var sql = new FilterSql(Tables);
        var text = $"""
            SELECT e.* FROM "experiment" e WHERE {Visible(sql, asked.Caller, "e")}{view.Value}{sql.Where(OwnedName.Plain(conditions.Value, own))}
            {sql.OrderBy(orders.Value, "e.\"CreatedAt\" DESC, e.\"Number\" DESC")} LIMIT {sql.Add(page.Value.Take + 1)} OFFSET {sql.Add(page.Value.Skip)}
            """;
        var parameters = sql.Parameters.Append(new Microsoft.Data.Sqlite.SqliteParameter("@own", own)).ToArray();
        var rows = await asked.Db.Set<Experiment>().FromSqlRaw(text, parameters).AsNoTracking().ToListAsync(asked.Stop);
        var next = page.Value.Cut(rows);
        return new SearchExperimentsAnswer(await ShowExperiment.MessagesAsync(asked, rows), next);
    }

    /// <summary>The rule of <see cref="FindExperiment.Visible"/> and of repositories, for a row of that name.</summary>
    public static string Visible(FilterSql sql, Caller caller, string row) => caller.IsOperator ? "1 = 1"
        : $"({row}.\"Visibility\" = {sql.Add((int)Visibility.Hub)} OR {row}.\"InstitutionId\" IN ({string.Join(", ", caller.Memberships.Keys.Select(sql.Add))}))";

    private static FilterTables Tables { get; } = new(
        name => name switch
        {
            "name" => OwnedName.Sql("e"),
            "experiment_id" => "CAST(e.\"Number\" AS TEXT)",
            "creation_time" => "e.\"CreatedAt\"",
            _ => "e.\"UpdatedAt\"",
        },
        subject => subject == FilterSubject.Tag ? ("\"experiment_tag\"", "x.\"Experiment\" = e.\"Number\"") : null);
}
