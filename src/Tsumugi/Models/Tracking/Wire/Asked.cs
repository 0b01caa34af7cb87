using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>What every use case of the protocol is given besides the request itself.</summary>
/// <param name="Now">UTC.</param>
public sealed record Asked(HubDb Db, ContentStore Content, Caller Caller, DateTime Now, CancellationToken Stop)
{
    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long NowMs => new DateTimeOffset(Now, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
