using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Tables;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Tables;

/// <summary>A question in SQL over one file; the table is called <c>data</c>.</summary>
public sealed record SqlRequest(string File, string Sql);

internal static class TableRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            var (word, at) = (kind == RepositoryKinds.Dataset ? "Dataset" : "Model", $"/{kind}s/{{institution}}/{{name}}/tables");
            api.MapGet($"{at}/shape", (Door door, string institution, string name, string? revision, string file, string? part) =>
                    door.AnswerAsync(kind, $"{institution}/{name}", revision, (db, caller, used, stop) => door.Tables.ShapeAsync(db, caller, used, file, part, stop)))
                .WithName($"Describe{word}Table").WithSummary("Columns, parts and matrices of a table file (Parquet, CSV, TSV, h5ad).");
            api.MapGet($"{at}/rows", (Door door, string institution, string name, string? revision, string file, string? part, long? at, int? count, string[]? filter) =>
                    door.AnswerAsync(kind, $"{institution}/{name}", revision, (db, caller, used, stop) =>
                        door.Tables.RowsAsync(db, caller, used, file, new(part, Math.Max(at ?? 0, 0), count ?? LookIntoTables.PageSize, Filters(filter ?? [])), stop)))
                .WithName($"Read{word}Table").WithSummary("Rows of a table file from a place on; filter=column:operator:value, as often as needed.");
            api.MapPost($"{at}/sql", (Door door, string institution, string name, string? revision, SqlRequest body) =>
                    door.AnswerAsync(kind, $"{institution}/{name}", revision, (db, caller, used, stop) => door.Tables.SqlAsync(db, caller, used, body.File, body.Sql, stop)))
                .WithName($"Query{word}Table").WithSummary("One SELECT over a table file, which is called data.");
        }
    }

    /// <summary>The value may hold colons; names of columns that do are asked by SQL.</summary>
    private static List<TableFilter> Filters(IEnumerable<string> texts) =>
        [.. texts.Select(text => text.Split(':', 3)).Where(parts => parts.Length == 3).Select(parts => new TableFilter(parts[0], parts[1], parts[2]))];

    /// <summary>What every question begins with.</summary>
    internal sealed class Door(IHttpContextAccessor http, ICallers callers, HubDb db, AskDownload download, LookIntoTables tables)
    {
        public LookIntoTables Tables => tables;

        public async Task<IResult> AnswerAsync<T>(string kind, string id, string? revision, Func<HubDb, Caller, UsedRevision, CancellationToken, Task<Outcome<T>>> ask)
        {
            var stop = http.HttpContext!.RequestAborted;
            var caller = await callers.CurrentAsync(stop);
            var used = await UsedRevision.FindAsync(db, download, caller, kind, id, revision, stop);
            if (used.Refused)
                return used.Refusal!.ToProblem();
            var answer = await ask(db, caller, used.Value, stop);
            return answer.Refused ? answer.Refusal!.ToProblem() : TypedResults.Ok(answer.Value);
        }
    }
}
