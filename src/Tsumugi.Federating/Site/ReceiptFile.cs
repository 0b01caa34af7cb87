using System.Text.Json;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;

namespace Tsumugi.Federating.Site;

/// <summary>The site's own copy of its receipts: a line for each, appended before the bytes leave.</summary>
public sealed class ReceiptFile(string path)
{
    public IReadOnlyList<SiteReceipt> All() => File.Exists(path)
        ? [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<SiteReceipt>(line, JsonSerializerOptions.Web)!)]
        : [];

    public SiteReceipt Add(SiteReceipt receipt)
    {
        var next = ReceiptChain.Next(All() is [.., var last] ? last : null, receipt);
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(next, JsonSerializerOptions.Web), (byte)'\n']);
        file.Flush(flushToDisk: true);
        return next;
    }
}
