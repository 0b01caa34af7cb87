using System.Text.Json;
using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Site;

/// <summary>What is to leave for one task, made once: a site that is started again sends the same bytes under the same receipt.</summary>
/// <param name="Receipt">Before it has its place in the chain.</param>
/// <param name="Result">Without lease and receipt's number.</param>
internal sealed record Outgoing(SiteReceipt Receipt, TaskResultRequest Result)
{
    private const string Named = "outgoing.json";

    public const string Payload = "payload";

    /// <returns>Null when nothing was made yet.</returns>
    public static Outgoing? Find(string work) => File.Exists(Path.Combine(work, Named))
        ? JsonSerializer.Deserialize<Outgoing>(File.ReadAllBytes(Path.Combine(work, Named)), JsonSerializerOptions.Web)
        : null;

    public void Keep(string work) => SiteFolder.WritePrivate(Path.Combine(work, Named), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
}
