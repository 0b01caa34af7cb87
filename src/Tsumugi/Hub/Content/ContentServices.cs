using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub.Content.Upkeep;

namespace Tsumugi.Hub.Content;

public static class ContentServices
{
    public static void AddContent(this IServiceCollection services)
    {
        services.AddSingleton<IXorbFiles>(provider => provider.GetRequiredService<HubOptions>() is { ObjectStore: { } bucket }
            ? new XorbBucket(bucket)
            : new XorbFolder(provider.GetRequiredService<HubOptions>()));
        services.AddSingleton<ContentLeases>();
        services.AddSingleton<XorbLocks>();
        services.AddSingleton<XorbIndex>();
        services.AddSingleton<ContentStore>();
        services.AddSingleton<ShardFiles>();
        services.AddSingleton<CollectContents>();
        services.AddSingleton<ScrubContents>();
        services.AddSingleton<Damages>();
    }
}
