using System.Security.Cryptography;
using System.Text.Json;
using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Protocol;

/// <summary>Receipts chained by their hashes: none can be changed, left out or put in between without the rest showing it.</summary>
public static class ReceiptChain
{
    public static string Beginning { get; } = new('0', 64);

    /// <summary>The next receipt of a chain.</summary>
    /// <param name="receipt">Number, hash and the hash before are set here.</param>
    public static SiteReceipt Next(SiteReceipt? last, SiteReceipt receipt)
    {
        var next = receipt with { Number = (last?.Number ?? 0) + 1, Before = last?.Hash ?? Beginning, Hash = "" };
        return next with { Hash = HashOf(next) };
    }

    /// <returns>What is wrong with a receipt as the next after another; null when nothing is.</returns>
    public static string? Fault(long count, string head, SiteReceipt receipt)
    {
        if (receipt.Number != count + 1)
            return $"receipt {receipt.Number} does not follow {count}";
        if (receipt.Before != head)
            return $"receipt {receipt.Number} does not begin where receipt {count} ends";
        return receipt.Hash == HashOf(receipt) ? null : $"receipt {receipt.Number} was changed";
    }

    /// <summary>Goes through a whole chain.</summary>
    /// <returns>Its end, and the first fault or null.</returns>
    public static (ReceiptHead Head, string? Fault) Verify(IEnumerable<SiteReceipt> receipts)
    {
        var head = new ReceiptHead(0, Beginning);
        foreach (var receipt in receipts)
        {
            if (Fault(head.Count, head.Head, receipt) is { } fault)
                return (head, fault);
            head = new(receipt.Number, receipt.Hash);
        }

        return (head, null);
    }

    private static string HashOf(SiteReceipt receipt) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(receipt with { Hash = "" }, JsonSerializerOptions.Web)));
}
