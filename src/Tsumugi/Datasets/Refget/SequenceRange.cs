using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Refget;

/// <summary>Which letters are asked for.</summary>
/// <param name="Start">First letter, from 0.</param>
/// <param name="End">The one behind the last; smaller than the start when it goes on over the origin of a circle.</param>
/// <param name="Header">Whether a Range header asked, which is answered by 206.</param>
/// <param name="Query">Whether the address asked.</param>
public readonly record struct SequenceRange(long Start, long End, bool Header, bool Query)
{
    private static readonly Words Remedy = new("位置は 0 から数え、start を含み end を含みません。Range は「bytes=最初-最後」で、どちらも含みます。", "Positions count from 0; start is included and end is not. A Range is bytes=FIRST-LAST, with both included.");

    public static Outcome<SequenceRange> Read(HttpRequest request, RefgetSequence sequence)
    {
        var (startText, endText, header) = (request.Query["start"].FirstOrDefault(), request.Query["end"].FirstOrDefault(), request.Headers.Range.FirstOrDefault());
        if (header is not null)
            return startText is null && endText is null ? FromHeader(header, sequence) : Wrong("Range と start・end は一緒に使えません。", "A Range header and start or end cannot stand together.");
        if (startText is null && endText is null)
            return new SequenceRange(0, sequence.Length, false, false);
        if (!TryRead(startText, 0, out var start) || !TryRead(endText, sequence.Length, out var end))
            return Wrong("start と end には 0 から 4294967295 までの整数を書いてください。", "start and end are whole numbers from 0 to 4294967295.");
        if (start > sequence.Length)
            return Wrong($"start（{start}）が配列の長さ（{sequence.Length}）を超えています。", $"start ({start}) is larger than the sequence's length ({sequence.Length}).");
        if (end > sequence.Length || (start == sequence.Length && (endText is null || start != end)) || (start > end && !sequence.IsCircular))
            return Outside(sequence);
        return new SequenceRange(start, end, false, true);
    }

    private static Outcome<SequenceRange> FromHeader(string header, RefgetSequence sequence)
    {
        var parts = header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) ? header["bytes=".Length..].Split('-') : [];
        if (parts.Length != 2 || parts[0].Length == 0 || !TryRead(parts[0], 0, out var first) || !TryRead(parts[1].Length == 0 ? null : parts[1], sequence.Length - 1, out var last) || first > last)
            return Wrong("Range は「bytes=最初-最後」の形で、1 つだけ書いてください。", "A Range header has one range, as bytes=FIRST-LAST.");
        return last >= sequence.Length
            ? Wrong($"Range が配列の長さ（{sequence.Length}）を超えています。", $"The range goes beyond the sequence's length ({sequence.Length}).")
            : new SequenceRange(first, last + 1, true, false);
    }

    private static bool TryRead(string? text, long otherwise, out long number)
    {
        number = otherwise;
        if (text is null)
            return true;
        var isNumber = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read);
        number = read;
        return isNumber;
    }

    private static Refusal Wrong(string ja, string en) => Refusal.Invalid("invalid-range", new(ja, en), Remedy);

    private static Refusal Outside(RefgetSequence sequence) => new(
        "range-not-satisfiable", StatusCodes.Status416RangeNotSatisfiable,
        new($"指定した範囲は配列（長さ {sequence.Length}、{(sequence.IsCircular ? "環状" : "線状")}）の中にありません。", $"The range does not lie in the sequence, which is {(sequence.IsCircular ? "circular" : "linear")} and has {sequence.Length} letters."),
        Remedy);
}
