using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;

namespace Tsumugi.Federating.Site;

/// <summary>The site's own copy of its receipts: a line for each, on the disk before the bytes leave. One that was cut off by a loss of power is of bytes that did not.</summary>
public sealed class ReceiptFile(string path)
{
    private readonly LineFile<SiteReceipt> _lines = new(path);

    public IReadOnlyList<SiteReceipt> All() => _lines.All();

    public SiteReceipt Add(SiteReceipt receipt)
    {
        var next = ReceiptChain.Next(All() is [.., var last] ? last : null, receipt);
        _lines.Add(next, mustLast: true);
        return next;
    }
}
