using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Formats.Links.Sources;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Linkage.Sets;

/// <summary>Loads what was declared, one set at a time. The row says what waits, so a hub that was stopped goes on.</summary>
public sealed partial class LoadLinks(HubOptions options, LinkLoader loader, ContentStore content, IServiceScopeFactory scopes, ILogger<LoadLinks> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
            await Task.Delay(await TryAsync(stoppingToken), stoppingToken);
    }

    private async Task<TimeSpan> TryAsync(CancellationToken stop)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await LoadAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), stop) ? TimeSpan.Zero : Pause;
        }
#pragma warning disable CA1031 // A full disk must not end the loading for good; the set still waits.
        catch (Exception error) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(error);
            return AfterFailure;
        }
    }

    /// <returns>Whether there was something to load.</returns>
    private async Task<bool> LoadAsync(HubDb db, CancellationToken stop)
    {
        if (await db.Set<LinkSet>().OrderBy(row => row.DeclaredAt).FirstOrDefaultAsync(row => row.State == LinkSetState.Waiting, stop) is not { } set)
            return false;
        var systems = await IdentifierSystems.ReadAsync(db, stop);
        Directory.CreateDirectory(options.Links);
        var outcome = (systems.Find(set.From), systems.Find(set.To)) is ({ } from, { } to) ? await LoadAsync(set, from, to, stop) : new(null, "One of its systems is known no more.");
        (set.State, set.Counts, set.Fault, set.LoadedAt) = outcome.Counts is { } counts ? (LinkSetState.Ready, counts, null, DateTime.UtcNow) : (LinkSetState.Refused, (Formats.Links.LinkCounts?)null, outcome.Fault, (DateTime?)DateTime.UtcNow);
        db.Record(new()
        {
            Actor = NodeRef.Of("hub", "self"),
            Kind = "links.loaded",
            Subject = set.Node,
            Facts = new Dictionary<string, object?> { ["set"] = $"{set.From}-{set.To}", ["file"] = set.File, ["pairs"] = set.Counts?.Pairs, ["fault"] = set.Fault },
        });
        await db.SaveChangesAsync(stop);
        return true;
    }

    private async Task<LinkOutcome> LoadAsync(LinkSet set, IdentifierSystem from, IdentifierSystem to, CancellationToken stop)
    {
        string path;
        try
        {
            path = await content.PlainFileAsync(set.Content, stop);
        }
        catch (FileNotFoundException)
        {
            return new(null, "The file is gone.");
        }

        return await loader.RunAsync(
            new()
            {
                Path = path,
                File = set.File,
                Format = set.Format,
                Columns = set.Columns,
                From = End(from),
                To = End(to),
                Store = Path.GetFullPath(Path.Combine(options.Links, set.Id)),
                Memory = 0,
            }, stop);
    }

    private static LinkOrderEnd End(IdentifierSystem system) => new(system.Label.En, system.Pattern.Text, system.Prefixes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Links could not be loaded; it is tried again later")]
    private partial void LogFailed(Exception error);
}
