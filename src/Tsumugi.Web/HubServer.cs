using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Scalar.AspNetCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Ui;

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
        RefuseTakenPort(port);
        var folder = StateFolder.Take(options);
        WebApplication? app = null;
        try
        {
            app = Build(options, port);
            var firstSignIn = await HubApplication.PrepareAsync(app.Services, stop);
            await app.StartAsync(stop);
            return new(app, folder, firstSignIn);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Asked before the state folder is touched, so that a second start by mistake changes nothing.</summary>
    private static void RefuseTakenPort(int port)
    {
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, port);
        try
        {
            probe.Start();
        }
        catch (SocketException)
        {
            throw new PortTakenException(port);
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
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Tsumugi", LogLevel.Warning)
            // The keys lie in a folder that only the hub's user may read; the host says its own start-up faults through Faults.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Unreadable requests become refusals with words, in every environment.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddHub(options);
        builder.Services.AddObservation(builder.Configuration);
        builder.Services.AddProblemDetails();
        builder.Services.AddUi();
        builder.Services.AddOpenApi(document => document.AddOperationTransformer(TextBodies.DescribeAsync));
        builder.Services.AddHealthChecks().AddDbContextCheck<HubDb>();

        var app = builder.Build();
        app.UseUi();
        app.UseSignIn();
        app.UseAntiforgery();
        app.MapUi();
        app.MapHub();
        app.MapOpenApi();
        // Nothing from elsewhere, not even letters.
        app.MapScalarApiReference("/api/reference", reference => reference.DefaultFonts = false);
        app.MapHealthChecks("/health");
        return app;
    }
}
