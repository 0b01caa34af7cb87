using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tsumugi.Tests.Datasets.Harvest;

/// <summary>A catalogue on loopback that answers whatever a test wants: no honest one can be made to fail like that.</summary>
internal sealed class CatalogueServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CatalogueServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

    /// <summary>Paths with their queries, and the token that came with each.</summary>
    public ConcurrentQueue<(string Path, string? Token)> Asked { get; } = [];

    public required Func<HttpRequest, IResult> Answer { get; set; }

    public static async Task<CatalogueServer> StartAsync(Func<HttpRequest, IResult> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new CatalogueServer(app) { Answer = answer };
        app.Run(async http =>
        {
            server.Asked.Enqueue((http.Request.Path + http.Request.QueryString, http.Request.Headers.Authorization));
            await server.Answer(http.Request).ExecuteAsync(http);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>An answer of OAI-PMH with these records, and a token where there are more.</summary>
    public static IResult Oai(string? token, params (string Id, string? Title)[] records) => Results.Text(
        $"""
        <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-30T01:02:03Z</responseDate><ListRecords>{string.Concat(records.Select(record => record.Title is { } title
            ? $"""<record><header><identifier>{record.Id}</identifier></header><metadata><dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc/"><title xmlns="http://purl.org/dc/elements/1.1/">{title}</title></dc></metadata></record>"""
            : $"""<record><header status="deleted"><identifier>{record.Id}</identifier></header></record>"""))}{(token is null ? "" : $"<resumptionToken>{token}</resumptionToken>")}</ListRecords></OAI-PMH>
        """, "text/xml");

    public static IResult Identify(string deleted) => Results.Text(
        $"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><Identify><deletedRecord>{deleted}</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify></OAI-PMH>""", "text/xml");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
