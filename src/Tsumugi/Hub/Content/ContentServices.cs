using Microsoft.Extensions.DependencyInjection;

namespace Tsumugi.Hub.Content;

public static class ContentServices
{
    public static void AddContent(this IServiceCollection services)
    {
        services.AddSingleton<IXorbFiles, XorbFolder>();
        services.AddSingleton<XorbIndex>();
        services.AddSingleton<ContentStore>();
        services.AddSingleton<ShardFiles>();
    }
}
