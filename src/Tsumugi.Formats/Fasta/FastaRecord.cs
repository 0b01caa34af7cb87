using System.Text;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fasta;

/// <summary>One record of a FASTA file. The reader uses it again: it is valid until the next is read.</summary>
public sealed class FastaRecord
{
    internal FastaRecord() { }

    /// <summary>1-based line of the header.</summary>
    public long Line { get; internal set; }

    /// <summary>The header without '&gt;'.</summary>
    public ReadOnlySpan<byte> Header => HeaderText.Written;

    /// <summary>The first word of the header, as bytes.</summary>
    public ReadOnlySpan<byte> NameBytes => HeaderWords.First(Header);

    /// <summary>The first word of the header.</summary>
    public string Name => Encoding.UTF8.GetString(NameBytes);

    /// <summary>The header after its first word; may be empty.</summary>
    public string Description => Encoding.UTF8.GetString(HeaderWords.Rest(Header));

    /// <summary>Letters in one piece, as written (lower case and ambiguous ones too); may be empty.</summary>
    public ReadOnlySpan<byte> Sequence => Letters.Written;

    internal ByteArena HeaderText { get; } = new();

    internal ByteArena Letters { get; } = new();

    internal void Release()
    {
        HeaderText.Release();
        Letters.Release();
    }
}
