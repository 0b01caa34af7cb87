using Microsoft.EntityFrameworkCore;
using Tsumugi.Formats;
using Tsumugi.Formats.Links;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Linkage.Sets;

/// <summary>Opens the stores of link sets. One that is gone or damaged is built again from its dataset.</summary>
public sealed class LinkStores(HubOptions options)
{
    private static Refusal BeingBuilt { get; } = new(
        "links-loading", 503, new("ID の対応付けを読み込み直しています。", "The links are being built again."), new("しばらくしてから、もう一度お試しください。", "Try again in a while."))
    { RetryAfter = 30 };

    /// <summary>Asks a store.</summary>
    public async Task<Outcome<LinkAnswer>> ConvertAsync(HubDb db, LinkSet set, IdentifierList identifiers, bool reversed, CancellationToken stop)
    {
        try
        {
            using var store = LinkFile.Open(Path.Combine(options.Links, set.Id));
            return store.Convert(identifiers, reversed, stop);
        }
        catch (Exception error) when (error is InvalidFileException or FileNotFoundException or DirectoryNotFoundException)
        {
            await db.Set<LinkSet>().Where(row => row.Id == set.Id).ExecuteUpdateAsync(row => row.SetProperty(one => one.State, LinkSetState.Waiting), stop);
            return BeingBuilt;
        }
    }
}
