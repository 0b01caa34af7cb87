using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Federation.Sites;

/// <summary>Takes a site's next receipt into the hub's end of the chain.</summary>
public static class TakeReceipt
{
    public static async Task<Outcome<ReceiptHead>> RunAsync(HubDb db, FederationSite site, SiteReceipt receipt, CancellationToken stop)
    {
        if ((receipt.Site == site.Id ? ReceiptChain.Fault(site.Receipts, site.ReceiptHead, receipt) : $"the receipt is of {receipt.Site}") is { } fault)
            return Refused(fault);
        db.Add(new ReceiptRow { SiteId = site.Id, Number = receipt.Number, TaskId = receipt.Task, Sha256 = receipt.Sha256, Receipt = receipt });
        (site.Receipts, site.ReceiptHead) = (receipt.Number, receipt.Hash);
        await db.SaveChangesAsync(stop);
        return new ReceiptHead(site.Receipts, site.ReceiptHead);
    }

    private static Refusal Refused(string why) => Refusal.Conflict(
        "broken-chain", new($"控えの連鎖がつながりません（{why}）。", $"The chain of receipts does not hold: {why}."),
        new("拠点で tsumugi site receipts を実行し、どこで切れているかを確かめてください。", "Run 'tsumugi site receipts' at the site to see where it breaks."));
}
