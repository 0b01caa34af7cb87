using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tsumugi.Tests.Compute.Slurm;

/// <summary>Stands between a hub and the real slurmrestd, and spoils answers on demand: faults of the way that no daemon makes when asked.</summary>
internal sealed class SlurmProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _slurm;

    private SlurmProxy(WebApplication app, HttpClient slurm) => (_app, _slurm) = (app, slurm);

    public Uri Address => new(_app.Urls.First());

    /// <summary>Called when Slurm has accepted a job, before the hub hears of it; true swallows the answer.</summary>
    public Func<Task<bool>> Accepted { get; set; } = () => Task.FromResult(false);

    /// <summary>So many submissions are cut off before Slurm hears of them.</summary>
    public int Lost { get; set; }

    /// <summary>What is answered in place of states; null for the truth.</summary>
    public Func<HttpContext, Task>? States { get; set; }

    /// <summary>When states were asked for.</summary>
    public ConcurrentQueue<DateTime> Asked { get; } = new();

    public int Submissions => _submissions;

    private int _submissions;

    public static async Task<SlurmProxy> StartAsync(Uri slurm)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var proxy = new SlurmProxy(builder.Build(), new() { BaseAddress = slurm });
        proxy._app.Run(proxy.PassAsync);
        await proxy._app.StartAsync();
        return proxy;
    }

    private async Task PassAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.EndsWith("/jobs", StringComparison.Ordinal) && path.StartsWith("/slurm/", StringComparison.Ordinal))
        {
            Asked.Enqueue(DateTime.UtcNow);
            if (States is { } spoilt)
            {
                await spoilt(context);
                return;
            }
        }

        var isSubmission = path.EndsWith("/job/submit", StringComparison.Ordinal);
        if (isSubmission && Lost > 0)
        {
            Lost--;
            context.Abort();
            return;
        }

        using var request = new HttpRequestMessage(new(context.Request.Method), path + context.Request.QueryString);
        foreach (var name in (string[])["X-SLURM-USER-NAME", "X-SLURM-USER-TOKEN"])
            request.Headers.Add(name, context.Request.Headers[name].ToString());
        if (context.Request.ContentLength > 0)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray()) { Headers = { ContentType = new("application/json") } };
        }

        using var answer = await _slurm.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (isSubmission)
        {
            Interlocked.Increment(ref _submissions);
            if (await Accepted())
            {
                context.Abort();
                return;
            }
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.Body.WriteAsync(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _slurm.Dispose();
    }
}
