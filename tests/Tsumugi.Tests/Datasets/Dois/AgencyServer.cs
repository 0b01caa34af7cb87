using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tsumugi.Tests.Datasets.Dois;

/// <param name="State"><c>draft</c>, <c>findable</c> or <c>registered</c>.</param>
/// <param name="Body">What was sent last.</param>
internal sealed record KnownDoi(string State, string Url, string Title, string Body);

/// <summary>An agency on a loopback port: DataCite's and JaLC's doors to one registry, which take only what the agencies' published rules let in.</summary>
internal sealed class AgencyServer : IAsyncDisposable
{
    public const string User = "LAB.REPOSITORY";
    public const string Password = "tsu-mu-gi+secret/word=";
    public const string Prefix = "10.5072";
    public const string Site = "SI/LAB.test";

    private readonly WebApplication _app;

    private AgencyServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

    public ConcurrentDictionary<string, KnownDoi> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>Bodies in the order in which they came, also those that were not taken.</summary>
    public ConcurrentQueue<string> Bodies { get; } = [];

    /// <summary>Answers in place of the agency as long as it is set.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<AgencyServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new AgencyServer(app);
        app.MapPut("/dois/{**doi}", (HttpContext http, string doi) => server.AnswerAsync(http, () => DataCiteRules.TakeAsync(server, http, doi)));
        app.MapPost("/jalc", http => server.AnswerAsync(http, async () => await JalcRules.TakeAsync(server, http)));
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, Func<Task<IResult>> take)
    {
        http.Request.EnableBuffering();
        if (Instead is { } instead)
            await instead(http);
        else
            await (await take()).ExecuteAsync(http);
    }
}
