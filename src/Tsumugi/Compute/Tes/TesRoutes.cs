using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Tes;

/// <summary>GA4GH Task Execution Service 1.1: jobs of commands for the clients of other people's workflow engines.</summary>
internal static class TesRoutes
{
    public static Ga4ghService Service { get; } = new("tes", "1.1.0", "/ga4gh/tes/v1", "Commands in a sandbox as jobs of the hub.");

    public static void Map(IEndpointRouteBuilder root)
    {
        var tes = root.MapGroup(Service.Path).DisableAntiforgery().ExcludeFromDescription();
        tes.MapGet("/service-info", ServiceInfo);
        tes.MapGet("/tasks", ListAsync);
        tes.MapPost("/tasks", CreateAsync);
        tes.MapGet("/tasks/{id}", ShowAsync);
        tes.MapPost("/tasks/{id}:cancel", CancelAsync);
    }

    // Asked before anybody signs in, as clients find out here which standard is spoken.
    private static JsonHttpResult<Dictionary<string, object>> ServiceInfo(HttpContext http) => TypedResults.Json(
        new Dictionary<string, object>(Service.Info(http))
        {
            ["storage"] = new[] { $"drs://{http.Request.Host}", $"{WireTarget.Endpoint(http)}/datasets" },
            ["tesResources_backend_parameters"] = CreateTask.BackendParameters,
        });

    private static async Task<IResult> ListAsync(HttpContext http, ICallers callers, HubDb db, HubOptions options, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn.ToProblem();
        var asked = ListTasks.Read(http.Request.Query);
        if (asked.Refused)
            return asked.Refusal!.ToProblem();
        var (jobs, next) = await asked.Value.RunAsync(db, caller, stop);
        var (show, tasks) = (new ShowTask(db, options, http.Request.Host.Value!), new List<TesTask>());
        foreach (var job in jobs)
            tasks.Add(await show.RunAsync(job, asked.Value.View, stop));
        return TypedResults.Json(new TesTaskList(tasks, next), TesTask.Json);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, ICallers callers, CreateTask create, CancellationToken stop)
    {
        TesTask? task;
        try
        {
            task = await JsonSerializer.DeserializeAsync<TesTask>(http.Request.Body, TesTask.Json, stop);
        }
        catch (JsonException error)
        {
            return Refusal.Invalid("bad-task", new($"タスクを読めません：{error.Message}", $"The task cannot be read: {error.Message}"), new("TES 1.1 のタスクを JSON で送ってください。", "Send a task of TES 1.1 as JSON.")).ToProblem();
        }

        var job = await create.RunAsync(await callers.CurrentAsync(stop), task ?? new(), http.Request.Host.Value!, DateTime.UtcNow, stop);
        return job.Refused ? job.Refusal!.ToProblem() : TypedResults.Json(new { id = job.Value.Id });
    }

    private static async Task<IResult> ShowAsync(HttpContext http, ICallers callers, HubDb db, HubOptions options, string id, CancellationToken stop)
    {
        var faults = new FieldFaults();
        var view = ListTasks.ReadView(http.Request.Query["view"], faults);
        if (faults.ToRefusal("bad-query") is { } refusal)
            return refusal.ToProblem();
        var job = await FindAsync(db, await callers.CurrentAsync(stop), Act.Read, id, stop);
        return job.Refused ? job.Refusal!.ToProblem() : TypedResults.Json(await new ShowTask(db, options, http.Request.Host.Value!).RunAsync(job.Value, view, stop), TesTask.Json);
    }

    private static async Task<IResult> CancelAsync(ICallers callers, HubDb db, CancelJob cancel, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var job = await FindAsync(db, caller, Act.Write, id, stop);
        if (!job.Refused)
            job = await cancel.RunAsync(caller, id, DateTime.UtcNow, stop);
        return job.Refused ? job.Refusal!.ToProblem() : TypedResults.Json(new { });
    }

    /// <summary>A job that was sent as a task, through the gate of jobs; other jobs are none.</summary>
    private static async Task<Outcome<Job>> FindAsync(HubDb db, Caller caller, Act act, string id, CancellationToken stop)
    {
        var job = await FindJob.RunAsync(db, caller, act, id, stop);
        return job.Refused || await ListTasks.Visible(db, caller).AnyAsync(row => row.Id == id, stop) ? job : Gate.NoSuch(new($"タスク {id} ", $"the task {id}"));
    }
}
