namespace Tsumugi.Torch.Tokens;

/// <summary>ESM-2's vocabulary of 33 tokens, id for id.</summary>
public sealed class ProteinTokenizer : ITokenizer
{
    public static readonly IReadOnlyList<string> Vocabulary =
    [
        "<cls>", "<pad>", "<eos>", "<unk>", "L", "A", "G", "V", "S", "E", "R", "T", "I", "D", "P", "K", "Q", "N", "F", "Y", "M", "H", "W", "C",
        "X", "B", "U", "Z", "O", ".", "-", "<null_1>", "<mask>",
    ];

    private static readonly int[] Ids = MakeIds();

    public string View => "protein";

    public int VocabularySize => Vocabulary.Count;

    public int Padding => SpecialTokens.Padding;

    public int Mask => 32;

    public int FirstOrdinary => 4;

    /// <summary>The twenty amino acids; ambiguity codes are never put in place of a token.</summary>
    public int EndOrdinary => 24;

    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        var residues = item.EndsWith('*') ? item.AsSpan(..^1) : item;
        if (residues.Length == 0)
            throw new UnreadableItemException("The protein is empty; give its residues in one-letter code.");
        var ids = new int[residues.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var letter = char.ToUpperInvariant(residues[i]);
            ids[i] = letter < 128 ? Ids[letter] : -1;
            if (ids[i] < 0)
                throw new UnreadableItemException($"'{residues[i]}' at position {i + 1} is no amino acid; use the one-letter codes, with X for an unknown residue.");
            if (letter is 'J' or 'X')
                coverage?.Unknown(residues.Slice(i, 1));
            else
                coverage?.Known();
        }

        return new(SpecialTokens.Enclose(ids, maxTokens));
    }

    /// <summary>Writes ESM-2's own <c>tokenizer.json</c>.</summary>
    public void WriteTo(string folder) => HuggingFaceTokenizer.WriteWordLevel(folder, Vocabulary, ["<cls>", "<pad>", "<eos>", "<unk>", "<mask>"]);

    private static int[] MakeIds()
    {
        var ids = new int[128];
        Array.Fill(ids, -1);
        for (var id = 4; id <= 28; id++)
            ids[Vocabulary[id][0]] = id;
        ids['J'] = ids['X'];
        return ids;
    }
}
