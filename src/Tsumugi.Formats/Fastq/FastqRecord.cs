using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fastq;

/// <summary>One read of a FASTQ file. The reader uses it again: it is valid until the next is read.</summary>
public sealed class FastqRecord
{
    /// <summary>Quality 0 as a character.</summary>
    internal const byte Zero = (byte)'!';

    internal FastqRecord() { }

    /// <summary>1-based line of the header.</summary>
    public long Line { get; internal set; }

    /// <summary>The header without '@'.</summary>
    public ReadOnlySpan<byte> Header => HeaderText.Written;

    /// <summary>The first word of the header.</summary>
    public string Name => Encoding.UTF8.GetString(HeaderWords.First(Header));

    /// <summary>The header after its first word; may be empty.</summary>
    public string Description => Encoding.UTF8.GetString(HeaderWords.Rest(Header));

    /// <summary>Letters as written; may be empty.</summary>
    public ReadOnlySpan<byte> Sequence => Letters.Written;

    /// <summary>Phred+33 characters, as many as letters.</summary>
    public ReadOnlySpan<byte> Qualities => QualityText.Written;

    /// <summary>Phred score (−10 log10 of the probability of error) of one base, 0 to 93.</summary>
    public int Score(int index) => Qualities[index] - Zero;

    /// <summary>Mean of the probabilities of error, which a mean of scores would understate; 0 for an empty read.</summary>
    public double MeanError()
    {
        var sum = 0.0;
        foreach (var quality in Qualities)
            sum += Errors[quality - Zero];
        return Qualities.IsEmpty ? 0 : sum / Qualities.Length;
    }

    internal ByteArena HeaderText { get; } = new();

    internal ByteArena Letters { get; } = new();

    internal ByteArena QualityText { get; } = new();

    internal void Begin(ReadOnlySpan<byte> header, long line)
    {
        Line = line;
        HeaderText.Clear();
        HeaderText.Append(header);
        Letters.Clear();
        QualityText.Clear();
    }

    internal void Release()
    {
        HeaderText.Release();
        Letters.Release();
        QualityText.Release();
    }

    private static readonly double[] Errors = [.. Enumerable.Range(0, 94).Select(score => Math.Pow(10, -score / 10.0))];
}
