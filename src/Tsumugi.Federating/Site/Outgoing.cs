using System.Text.Json;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;

namespace Tsumugi.Federating.Site;

/// <summary>What is to leave for one task, made once: a site that is started again sends the same bytes under the same receipt.</summary>
/// <param name="Receipt">Before it has its place in the chain.</param>
/// <param name="Result">Without lease and receipt's number.</param>
internal sealed record Outgoing(SiteReceipt Receipt, TaskResultRequest Result)
{
    private const string Named = "outgoing.json";

    public const string Payload = "payload";

    /// <returns>Null when nothing was made yet, or its bytes did not outlive a loss of power: they are not forced to the disk.</returns>
    public static Outgoing? Find(string work)
    {
        var (named, payload) = (Path.Combine(work, Named), Path.Combine(work, Payload));
        if (!File.Exists(named) || !File.Exists(payload))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Outgoing>(File.ReadAllBytes(named), JsonSerializerOptions.Web) is { } made && FileHash.Of(payload) == made.Result.Sha256 ? made : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Not forced to the disk either: what is lost is made again, under a receipt of its own.</summary>
    public void Keep(string work) => SiteFolder.WritePrivate(Path.Combine(work, Named), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web), mustLast: false);
}
