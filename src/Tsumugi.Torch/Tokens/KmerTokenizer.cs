using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Tokens;

/// <summary>DNA or RNA as words of k bases, one every so many bases: five special tokens, then the 4ᵏ words in the order T, C, A, G.</summary>
/// <remarks>With k = 6: DNABERT (Ji et al. 2021) at stride 1, the Nucleotide Transformer (Dalla-Torre et al. 2024) at stride 6, in their own orders.</remarks>
public sealed class KmerTokenizer : ITokenizer
{
    public const int MostK = 10;

    private readonly KmerShape _shape;

    public KmerTokenizer(int k, int stride) : this(new KmerShape(k, stride))
    {
    }

    private KmerTokenizer(KmerShape shape)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.K, 1, "k");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.K, MostK, "k");
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Stride, 1, "stride");
        _shape = shape;
    }

    public string View => "kmer";

    public int VocabularySize => SpecialTokens.Count + (1 << (2 * _shape.K));

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => SpecialTokens.Count;

    public int EndOrdinary => VocabularySize;

    public static KmerTokenizer Load(string folder) => new(VocabularyFolder.Read<KmerShape>(folder));

    public void WriteTo(string folder) => VocabularyFolder.Write(folder, _shape);

    /// <summary>Bases at the end that fill no word are left out, as is a sequence's rest behind the last stride.</summary>
    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        if (item.Length < _shape.K)
            throw new UnreadableItemException($"The sequence has {item.Length} bases, fewer than a word of {_shape.K}; give a longer one.");
        var (ids, word, decided, mask) = (new List<int>(), 0, 0, (1 << (2 * _shape.K)) - 1);
        for (var i = 0; i < item.Length; i++)
        {
            var index = Bases.Index(item, i);
            (word, decided) = index < 0 ? (0, 0) : (((word << 2) | index) & mask, decided + 1);
            var start = i - _shape.K + 1;
            if (start < 0 || start % _shape.Stride != 0)
                continue;
            ids.Add(decided >= _shape.K ? SpecialTokens.Count + word : SpecialTokens.Unknown);
            if (decided >= _shape.K)
                coverage?.Known();
            else
                coverage?.Unknown(item.AsSpan(start, _shape.K));
        }

        return new(SpecialTokens.Enclose(CollectionsMarshal.AsSpan(ids), maxTokens));
    }

    private sealed record KmerShape(int K, int Stride);
}
