using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Evaluation;
using Tsumugi.Evaluation.Evidence;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Evaluation.Portfolio;
using Tsumugi.Evaluation.Sheets;
using Tsumugi.Evaluation.Years;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Evaluation;

/// <summary>成果指標・活動指標: numbers that are questions to the thread.</summary>
public sealed class EvaluationRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<CountThread>();
        services.AddHostedService<KeepCounting>();
        services.AddScoped<CountIndicators>();
        services.AddScoped<ReadEvidence>();
        services.AddScoped<ShowYear>();
        services.AddScoped<FreezeYear>();
        services.AddScoped<FrozenProof>();
        services.AddScoped<ShowPortfolio>();
        services.AddSingleton<SheetTemplates>();
        services.AddScoped<MakeSheet>();
        services.AddScoped<EvidenceBundle>();
        services.AddSingleton(new NodeKind("indicator", new("指標", "Indicator"), id => $"/indicators/{id}"));
        services.AddSingleton(new NodeKind("year", new("年度", "Fiscal year"), id => $"/indicators?year={id}"));
        services.AddSingleton(new NodeKind("sheet", new("評価票", "Evaluation sheet"), id => $"/evaluation/{id[..id.LastIndexOf('-')]}/{id[(id.LastIndexOf('-') + 1)..]}"));
        services.AddSingleton(new NodeKind("template", new("評価票のテンプレート", "Template of sheets"), _ => "/evaluation"));
        services.AddSingleton(new MenuEntry(MenuGroup.Programme, 1, "/portfolio", new("全体状況", "Portfolio")));
        services.AddSingleton(new MenuEntry(MenuGroup.Programme, 3, "/evaluation", new("評価票", "Evaluation sheets")));
        services.AddSingleton(new MenuEntry(MenuGroup.Programme, 4, "/thread", new("来歴", "Thread")));
        services.AddSingleton(new MenuEntry(MenuGroup.Programme, 2, "/indicators", new("指標", "Indicators")));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        api.MapGet("/indicators", IndicatorRoutes.ListAsync).WithName("ShowIndicators").WithSummary("All indicators of a fiscal year or a part of it; without a year the current one.").Produces<IndicatorSheet>();
        api.MapPost("/indicators/definitions", IndicatorRoutes.DefineAsync).WithName("DefineIndicator").WithSummary("A new indicator, or the next version of one (operators); the body is its YAML.").Produces<IndicatorView>();
        api.MapGet("/indicators/{name}", IndicatorRoutes.ShowAsync).WithName("ShowIndicator").WithSummary("One indicator: its definitions and its years.").Produces<IndicatorView>();
        api.MapGet("/indicators/{name}/evidence", IndicatorRoutes.EvidenceAsync).WithName("ShowEvidence").WithSummary("The rows behind one indicator, a page at a time.").Produces<EvidenceRows>();
        api.MapGet("/indicators/{name}/evidence.csv", IndicatorRoutes.CsvAsync).WithName("DownloadEvidence").WithSummary("The same as a table, all of it.");
        api.MapPut("/indicators/{name}/targets/{year:int}", IndicatorRoutes.TargetAsync).WithName("SetTarget").WithSummary("What is meant to be reached in a fiscal year (operators).");
        api.MapPost("/years/{year:int}/freeze", YearRoutes.FreezeAsync).WithName("FreezeYear").WithSummary("Signs the numbers of a fiscal year that is over (operators).").Produces<FrozenYearView>();
        api.MapGet("/years/{year:int}", YearRoutes.ShowAsync).WithName("ShowFrozenYear").WithSummary("A frozen year, and whether its signature and its numbers hold.").Produces<FrozenYearView>();
        api.MapPut("/sheets/{kind}/{year:int}", SheetRoutes.SaveAsync).WithName("SaveSheet").WithSummary("Keeps what was written into an evaluation sheet (operators).");
        api.MapGet("/sheets/{kind}/{year:int}.docx", SheetRoutes.DocumentAsync).WithName("DownloadSheet").WithSummary("The sheet as a Word document, filled from what is on record (operators).");
        api.MapGet("/sheets/{kind}/{year:int}/evidence.zip", SheetRoutes.BundleAsync).WithName("DownloadSheetEvidence").WithSummary("The sheet with everything its numbers were counted from, as an RO-Crate (operators).");
        api.MapGet("/sheets/{kind}/template", SheetRoutes.TemplateAsync).WithName("DownloadTemplate").WithSummary("The Word document that sheets are filled from (operators).");
        api.MapPut("/sheets/{kind}/template", SheetRoutes.ReplaceAsync).WithName("ReplaceTemplate").WithSummary("Puts the office's own template in place (operators); the body is a .docx.");
        api.MapDelete("/sheets/{kind}/template", SheetRoutes.ForgetAsync).WithName("ForgetTemplate").WithSummary("Back to the template that ships with the hub (operators).");
        api.MapGet("/thread/nodes", ThreadRoutes.NodeAsync).WithName("ShowNode").WithSummary("A node with its ancestors and descendants.");
        api.MapGet("/thread/events", ThreadRoutes.EventsAsync).WithName("ListEvents").WithSummary("The journal's records after a number.");
        api.MapGet("/thread/verify", ThreadRoutes.VerifyAsync).WithName("VerifyThread").WithSummary("Recomputes the whole hash chain.");
    }
}
