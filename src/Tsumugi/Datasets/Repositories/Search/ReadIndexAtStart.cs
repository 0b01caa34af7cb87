using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories.Search;

/// <summary>Reads the names of all repositories while the hub starts, so that the first who searches does not wait for it.</summary>
internal sealed partial class ReadIndexAtStart(RepositoryIndex index, IServiceScopeFactory scopes, ILogger<ReadIndexAtStart> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await index.ReadAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), stoppingToken);
        }
#pragma warning disable CA1031 // The first question reads it as well, and says what is wrong to whoever asks.
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The names of repositories could not be read at the start; the first search reads them")]
    private partial void LogFailed(Exception error);
}
