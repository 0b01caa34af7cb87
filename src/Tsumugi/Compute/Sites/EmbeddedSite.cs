using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Sites;

/// <summary>The hub's own machine is a site before anybody asks; what it has is looked up at each start.</summary>
internal sealed class EmbeddedSite(IServiceScopeFactory scopes, SiteStatuses statuses) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var site = await db.Set<Site>().FirstOrDefaultAsync(row => row.Id == Site.Embedded, cancellationToken)
            ?? db.Add(new Site { Id = Site.Embedded, NameJa = "このハブの計算機", NameEn = "The hub's own machine", Engine = Site.Embedded }).Entity;
        var memory = (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);
        site.Partitions = [new("local", 1, Environment.ProcessorCount, memory, null, 0, null)];
        await db.SaveChangesAsync(cancellationToken);
        statuses.Report(site.Id, new(SiteCondition.Up, default, DateTime.UtcNow));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
