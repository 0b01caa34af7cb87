using Tsumugi.Datasets.Downloads;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>What every use case of the protocol is given besides the request itself.</summary>
/// <param name="Now">UTC.</param>
public sealed record Asked(HubDb Db, ContentStore Content, Caller Caller, DateTime Now, CancellationToken Stop)
{
    /// <summary>The hub's own name and port, as the program that asks writes them; empty when nobody asks by address.</summary>
    public string Host { get; init; } = "";

    /// <summary>What doors ask that give files out; null where nobody fetches.</summary>
    public AskDownload? Download { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long NowMs => new DateTimeOffset(Now, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
