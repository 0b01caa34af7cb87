using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Tsumugi.Hub.Content;

/// <summary>A client that has stopped reading holds a connection and a block of memory; it is let go.</summary>
internal static class StalledReaders
{
    /// <summary>
    /// Bytes per second, reckoned for each block: the usual 240 would wait twenty minutes for one of 256 KiB.
    /// A line this slow would need days for a model.
    /// </summary>
    private static readonly MinDataRate Slowest = new(8192, TimeSpan.FromSeconds(20));

    public static void LetGo(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } feature)
            feature.MinDataRate = Slowest;
    }
}
