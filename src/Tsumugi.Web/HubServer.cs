using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Scalar.AspNetCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Web;

/// <summary>The hub, listening.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly StateFolder _folder;
    private readonly string? _firstSignIn;

    private HubServer(WebApplication app, StateFolder folder, string? firstSignIn) => (_app, _folder, _firstSignIn) = (app, folder, firstSignIn);

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IServiceProvider Services => _app.Services;

    /// <exception cref="StateFolderException">When the state folder cannot be used.</exception>
    /// <exception cref="PortTakenException">When something else listens there.</exception>
    public static async Task<HubServer> StartAsync(HubOptions options, int port, CancellationToken stop)
    {
        var app = Build(options, port);
        StateFolder? folder = null;
        try
        {
            (folder, var firstSignIn) = await HubApplication.PrepareAsync(app.Services, stop);
            await app.StartAsync(stop);
            return new(app, folder, firstSignIn);
        }
        catch (Exception error)
        {
            await app.DisposeAsync();
            folder?.Dispose();
            if (error is IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException })
                throw new PortTakenException(port);
            throw;
        }
    }

    public void Greet(TextWriter terminal)
    {
        terminal.WriteLine($"紡 Tsumugi  {Address}");
        if (_firstSignIn is { } note)
        {
            terminal.WriteLine($"最初のサインインの方法は次のファイルにあります：{note}");
            terminal.WriteLine($"How to sign in for the first time is written in: {note}");
        }

        terminal.Flush();
    }

    public Task WaitForStopAsync(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static WebApplication Build(HubOptions options, int port)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Tsumugi", LogLevel.Warning);
        builder.Services.AddHub(options);
        builder.Services.AddObservation(builder.Configuration);
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi();
        builder.Services.AddHealthChecks().AddDbContextCheck<HubDb>();

        var app = builder.Build();
        app.UseSignIn();
        app.UseAntiforgery();
        app.MapHub();
        app.MapOpenApi();
        app.MapScalarApiReference("/api/reference");
        app.MapHealthChecks("/health");
        return app;
    }
}
