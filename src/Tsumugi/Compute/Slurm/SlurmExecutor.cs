using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>Looks after every site of Slurm as long as the hub is up; a site that is made later is noticed soon.</summary>
internal sealed class SlurmExecutor(IServiceScopeFactory scopes, IServiceProvider services) : BackgroundService, IExecutor
{
    private static readonly TimeSpan LookForSites = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Task> _sites = [];

    public string Engine => "slurm";

    /// <summary>Nothing to do at once: the next look at the site finds the record and ends what Slurm has of it.</summary>
    public void Cancelled(Job job)
    {
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                foreach (var id in await IdsAsync(stoppingToken))
                {
                    if (!_sites.ContainsKey(id))
                        _sites[id] = ActivatorUtilities.CreateInstance<SlurmSite>(services, id).RunAsync(stoppingToken);
                }

                await Task.Delay(LookForSites, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_sites.Values);
        }
    }

    private async Task<List<string>> IdsAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<HubDb>().Set<Site>().Where(site => site.Engine == Engine).Select(site => site.Id).ToListAsync(stop);
    }
}
