using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Notices;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Projects;

namespace Tsumugi.Tests.Kit;

/// <summary>A hub for one test class: real server on a free loopback port, real SQLite file, a folder of its own.</summary>
/// <example><c>await using var hub = await TestHub.StartAsync(new Room[] { Room.Of&lt;InstitutionsRoom&gt;() });</c></example>
public sealed class TestHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHub(WebApplication app, HubOptions options, CapturedLogs logs) => (_app, Options, Logs) = (app, options, logs);

    public HubOptions Options { get; }

    public CapturedLogs Logs { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The records of a hub in which nothing has happened: every migration runs once in a test run, not once for each hub.</summary>
    private static Lazy<Task<string>> Empty { get; } = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-empty-").FullName;
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(Path.Combine(folder, "migrated.db"));
        await using var db = new HubDb(options.Options);
        await db.Database.MigrateAsync();
        var empty = Path.Combine(folder, "empty.db");
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {empty}");
        return empty;
    });

    /// <summary>The worker program as it was built beside these tests.</summary>
    private static string Worker { get; } = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Tsumugi.Worker", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Tsumugi.Worker.dll"));

    public static Task<TestHub> StartAsync(params Room[] rooms) => StartAsync(options => options, rooms);

    public static async Task<TestHub> StartAsync(Func<HubOptions, HubOptions> change, params Room[] rooms)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-test-").FullName;
        var options = change(new() { DataFolder = folder, WorkerPath = Worker, RecipeFolder = folder, MultipartBytes = 1 << 20 });
        var logs = new CapturedLogs();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Services.AddSingleton(options);
        builder.Services.AddHubDb();
        builder.Services.AddContent();
        builder.Services.AddMemoryCache();
        builder.Services.AddAntiforgery();
        TestPages.AddServices(builder.Services);
        foreach (var room in (Room[])[Room.Of<InstitutionsRoom>(), Room.Of<EthicsRoom>(), Room.Of<ProjectsRoom>(), .. rooms])
            room.AddServices(builder.Services);

        var app = builder.Build();
        app.UseSignIn();
        app.UseAntiforgery();
        var api = app.MapGroup("/api/v1");
        foreach (var room in (Room[])[Room.Of<InstitutionsRoom>(), Room.Of<EthicsRoom>(), Room.Of<ProjectsRoom>(), .. rooms])
        {
            room.MapRoutes(api);
            room.MapStandards(app);
        }

        TestPages.Map(app);

        var hub = new TestHub(app, options, logs);
        app.Services.GetRequiredService<ContentStore>().Prepare();
        if (!File.Exists(options.Records))
            File.Copy(await Empty.Value, options.Records);
        await app.StartAsync();
        return hub;
    }

    /// <summary>Does something with the records, in a context of its own.</summary>
    public async Task<T> UseDbAsync<T>(Func<HubDb, Task<T>> action)
    {
        await using var scope = Services.CreateAsyncScope();
        return await action(scope.ServiceProvider.GetRequiredService<HubDb>());
    }

    /// <summary>A person with a login, and memberships written as <c>institution</c> or <c>institution:steward</c>.</summary>
    public Task AddPersonAsync(string id, bool isOperator = false, params string[] institutions) => UseDbAsync(async db =>
    {
        db.Add(new Person { Id = id, Name = id, IsOperator = isOperator });
        db.Add(Account.For(id, $"{id}@example.org", PasswordOf(id)));
        foreach (var (institution, role) in institutions.Select(text => (text.Split(':')[0], text.EndsWith(":steward", StringComparison.Ordinal))))
        {
            if (await db.FindAsync<Institution>(institution) is null)
                db.Add(new Institution { Id = institution, NameJa = institution, NameEn = institution });
            db.Add(new Membership
            {
                PersonId = id,
                InstitutionId = institution,
                Role = role ? InstitutionRole.Steward : InstitutionRole.Researcher,
            });
        }

        return await db.SaveChangesAsync();
    });

    public static string PasswordOf(string person) => $"{person}-correct-horse";

    /// <returns>The secret.</returns>
    public async Task<string> TokenAsync(string person, TokenScope scope = TokenScope.Write) =>
        (await UseDbAsync(db => CreateToken.RunAsync(db, person, "test", scope, TimeSpan.FromHours(1), DateTime.UtcNow))).Value.Secret;

    /// <summary>A program without browser habits: no cookies, no redirects.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>What somebody was told of a page, oldest first, everything on the thread told.</summary>
    public Task<List<string>> ToldAsync(string person, string href) => UseDbAsync(async db =>
    {
        while (!await Services.GetRequiredService<TakeNotices>().StepAsync(db, DateTime.UtcNow, CancellationToken.None))
        {
        }

        return await db.Set<Notice>().Where(row => row.PersonId == person && row.Href == href).OrderBy(row => row.Id).Select(row => row.Kind).ToListAsync();
    });

    public Browser Browser() => new(Address);

    /// <summary>A browser in which the person filled in the sign-in form.</summary>
    public async Task<Browser> SignedInAsync(string person)
    {
        var browser = Browser();
        using var answer = await browser.SignInAsync($"{person}@example.org", PasswordOf(person));
        Assert.Equal(System.Net.HttpStatusCode.Found, answer.StatusCode);
        return browser;
    }

    /// <summary>Everything in the data folder, the journal files of SQLite included, as text.</summary>
    public async Task<string> StoredTextAsync(CancellationToken stop)
    {
        var text = new System.Text.StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Options.DataFolder, "*", SearchOption.AllDirectories))
            text.Append(System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, stop)));
        return text.ToString();
    }

    /// <summary>As an operator stops it: background work ends, then its workers.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Options.DataFolder, recursive: true);
    }
}

/// <summary>A room as the test hub takes it in.</summary>
public sealed record Room(Action<IServiceCollection> AddServices, Action<IEndpointRouteBuilder> MapRoutes)
{
    public Action<IEndpointRouteBuilder> MapStandards { get; init; } = _ => { };

    public static Room Of<T>()
        where T : IRoom => new(T.AddServices, T.MapRoutes) { MapStandards = T.MapStandards };
}
