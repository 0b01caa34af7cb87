using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Tables;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Metadata;

/// <summary>Repositories as other catalogues read them.</summary>
internal static class MetadataRoutes
{
    /// <summary>Tables that a description looks into; each costs a process the first time.</summary>
    private const int MostTables = 10;

    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            api.MapGet($"/{kind}s/{{institution}}/{{name}}/metadata/{{form}}",
                    (HttpContext http, ICallers callers, HubDb db, string institution, string name, string form, string? revision, CancellationToken stop) =>
                        ShowAsync(http, callers, db, kind, $"{institution}/{name}", form, revision, stop))
                .WithName(kind == RepositoryKinds.Dataset ? "DescribeDataset" : "DescribeModel")
                .WithSummary($"A revision's metadata: {string.Join(", ", MetadataForms.For(kind).Select(form => form.Name))}.");
        }
    }

    public static async Task<IResult> ShowAsync(
        HttpContext http, ICallers callers, HubDb db, string kind, string id, string form, string? revision, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var state = await RepositoryState.FindAsync(db, caller, kind, id, revision, stop);
        if (state.Refused)
            return state.Refusal!.ToProblem();
        var chosen = MetadataForms.Find(form, kind);
        if (chosen.Refused)
            return chosen.Refusal!.ToProblem();
        if (state.Value.Shown is not { } shown)
            return NothingYet(id).ToProblem();
        var tables = chosen.Value is Croissant ? await TablesAsync(http, db, caller, new(state.Value.Repository, shown), stop) : [];
        var facts = await new DescribeRepository { Repository = state.Value.Repository, Revision = shown, Endpoint = Endpoint(http), Tables = tables, Programme = http.RequestServices.GetRequiredService<HubOptions>().Programme.Name }.RunAsync(db, caller, stop);
        http.Response.Headers.ContentDisposition = new ContentDisposition { FileName = chosen.Value.FileName, Inline = true }.ToString();
        return TypedResults.Text(chosen.Value.Write(facts), chosen.Value.MediaType, Encoding.UTF8);
    }

    /// <summary>Schemas of the first tables, for whoever may use the repository; a table that cannot be read has none.</summary>
    private static async Task<IReadOnlyList<TableFacts>> TablesAsync(HttpContext http, HubDb db, Caller caller, UsedRevision used, CancellationToken stop)
    {
        if ((await FindRepository.RunAsync(db, caller, Act.Use, used.Repository.Kind, used.Repository.Id, stop)).Refused
            || await http.RequestServices.GetRequiredService<AskDownload>().RunAsync(caller, used.Revision.Node, AskDownload.Look, stop) is not null)
            return [];
        var look = http.RequestServices.GetRequiredService<LookIntoTables>();
        var described = new List<TableFacts>();
        foreach (var file in (await LookIntoTables.ListAsync(db, caller, used, stop)).Take(MostTables))
        {
            if (await look.ShapeAsync(file, null, stop) is { Refused: false, Value: { Parts.Count: 0 } shape })
                described.Add(new(file.Path, [.. shape.Columns.Select(column => new ColumnFacts(column.Name, column.Meaning, column.IsList))]));
        }

        return described;
    }

    public static Uri Endpoint(HttpContext http) => new($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/");

    private static Refusal NothingYet(string id) => Refusal.NotFound(
        new($"{id} にはまだ版がありません。", $"{id} has no revision yet."),
        new("最初の版が登録されると、メタデータが作られます。", "Metadata are made once there is a first revision."));
}
