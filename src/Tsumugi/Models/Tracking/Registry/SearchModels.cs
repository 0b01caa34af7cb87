using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Filters;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Registered models and versions that the caller may see and that satisfy a filter.</summary>
internal static class SearchModels
{
    private const int UsualModels = 100;
    private const int MostModels = 1_000;
    private const int MostVersions = 200_000;

    private const string Created = "CAST(ROUND((julianday(m.\"CreatedAt\") - 2440587.5) * 86400000) AS INTEGER)";

    private static readonly FilterTables Models = new(
        name => name switch
        {
            "name" => OwnedName.Sql("m"),
            "creation_timestamp" => Created,
            _ => $"COALESCE((SELECT MAX(v.\"UpdatedAt\") FROM \"model_version\" v WHERE v.\"InstitutionId\" = m.\"InstitutionId\" AND v.\"Model\" = m.\"Name\"), {Created})",
        },
        subject => subject == FilterSubject.Tag
            ? ("\"model_tag\"", "x.\"InstitutionId\" = m.\"InstitutionId\" AND x.\"Model\" = m.\"Name\" AND x.\"Version\" = 0") : null);

    private static readonly FilterTables Versions = new(
        name => name switch
        {
            "name" => OwnedName.Sql("m"),
            "run_id" => "v.\"RunId\"",
            "source_path" => "v.\"Source\"",
            "current_stage" => "v.\"Stage\"",
            "version_number" => "v.\"Number\"",
            "creation_timestamp" => "v.\"CreatedAt\"",
            _ => "v.\"UpdatedAt\"",
        },
        subject => subject == FilterSubject.Tag
            ? ("\"model_tag\"", "x.\"InstitutionId\" = v.\"InstitutionId\" AND x.\"Model\" = v.\"Model\" AND x.\"Version\" = v.\"Number\"") : null);

    public static async Task<Outcome<RegisteredModelsAnswer>> RunAsync(Asked asked, SearchRegistryRequest request)
    {
        var read = await RowsAsync<Repository>(
            asked, request, FilterVocabulary.RegisteredModels, Models, UsualModels, MostModels,
            $"SELECT m.* FROM \"repository\" m WHERE m.\"Kind\" = '{RepositoryKinds.Model}'", $"{OwnedName.Sql("m")} ASC");
        if (read.Refused)
            return read.Refusal!;
        var models = new List<RegisteredModelMessage>();
        foreach (var model in read.Value.Rows)
            models.Add(await RegistryMessages.OfAsync(asked, model));
        return new RegisteredModelsAnswer(models, read.Value.Next);
    }

    public static async Task<Outcome<ModelVersionsAnswer>> VersionsAsync(Asked asked, SearchRegistryRequest request)
    {
        var read = await RowsAsync<ModelVersion>(
            asked, request, FilterVocabulary.ModelVersions, Versions, MostVersions, MostVersions,
            $"""
            SELECT v.* FROM "model_version" v
            JOIN "repository" m ON m."Kind" = '{RepositoryKinds.Model}' AND m."InstitutionId" = v."InstitutionId" AND m."Name" = v."Model"
            WHERE v."Deleted" = 0
            """,
            $"v.\"UpdatedAt\" DESC, {OwnedName.Sql("m")} ASC, v.\"Number\" DESC");
        return read.Refused ? read.Refusal! : new ModelVersionsAnswer(await RegistryMessages.VersionsAsync(asked, read.Value.Rows), read.Value.Next);
    }

    private static async Task<Outcome<(List<T> Rows, string? Next)>> RowsAsync<T>(
        Asked asked, SearchRegistryRequest request, FilterVocabulary words, FilterTables tables, int usual, int most, string select, string order)
        where T : class
    {
        var conditions = FilterParser.Read(request.Filter, words);
        var orders = FilterParser.ReadOrder(request.OrderBy, words);
        var page = PageToken.Read(request.PageToken, request.MaxResults, usual, most);
        if ((conditions.Refusal ?? orders.Refusal ?? page.Refusal) is { } fault)
            return fault;
        var own = OwnedName.Only(asked.Caller) ?? "";
        var sql = new FilterSql(tables);
        var text = $"""
            {select} AND {SearchExperiments.Visible(sql, asked.Caller, "m")}{sql.Where(OwnedName.Plain(conditions.Value, own))}
            {sql.OrderBy(orders.Value, order)} LIMIT {sql.Add(page.Value.Take + 1)} OFFSET {sql.Add(page.Value.Skip)}
            """;
        var rows = await asked.Db.Set<T>().FromSqlRaw(text, [.. sql.Parameters, new SqliteParameter("@own", own)]).AsNoTracking().ToListAsync(asked.Stop);
        return (rows, page.Value.Cut(rows));
    }
}
