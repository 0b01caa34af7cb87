using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Thread;

/// <summary>The arithmetic of the journal's chain, simple enough to recompute with any SHA-256 program.</summary>
/// <remarks>
/// hash(n) = SHA-256(hash(n−1) ‖ text(n)), hash(0) = 32 zero bytes. The text is the record's fields in UTF-8,
/// each ended by a line feed, in this order: seq, at, actor, kind, subject, body, ties. No field contains a line feed.
/// </remarks>
public static class HashChain
{
    public const int HashLength = 32;

    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static ReadOnlySpan<byte> Beginning => new byte[HashLength];

    public static string Written(DateTime at) => at.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTime ReadTime(string text) =>
        DateTime.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <param name="previous">The 32 bytes of the record before, or <see cref="Beginning"/>.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] Hash(
        ReadOnlySpan<byte> previous, long seq, string at, string actor, string kind, string subject, string body, string ties)
    {
        var hash = new byte[HashLength];
        var most = HashLength + 27 + 3 * (at.Length + actor.Length + kind.Length + subject.Length + body.Length + ties.Length);
        byte[]? rented = null;
        var text = most <= 2048 ? stackalloc byte[2048] : rented = System.Buffers.ArrayPool<byte>.Shared.Rent(most);
        previous.CopyTo(text);
        var length = HashLength;
        seq.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        text[length++] = (byte)'\n';
        Field(at, text, ref length);
        Field(actor, text, ref length);
        Field(kind, text, ref length);
        Field(subject, text, ref length);
        Field(body, text, ref length);
        Field(ties, text, ref length);
        SHA256.HashData(text[..length], hash);
        if (rented is not null)
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    private static void Field(string value, Span<byte> text, ref int length)
    {
        length += Encoding.UTF8.GetBytes(value, text[length..]);
        text[length++] = (byte)'\n';
    }
}
