namespace Tsumugi.Torch.Tokens;

/// <summary>ESM-2's vocabulary of 33 tokens, id for id.</summary>
public sealed class ProteinTokenizer : ITokenizer
{
    public static readonly IReadOnlyList<string> Vocabulary =
    [
        "<cls>", "<pad>", "<eos>", "<unk>", "L", "A", "G", "V", "S", "E", "R", "T", "I", "D", "P", "K", "Q", "N", "F", "Y", "M", "H", "W", "C",
        "X", "B", "U", "Z", "O", ".", "-", "<null_1>", "<mask>",
    ];

    private const int Begin = 0;
    private const int End = 2;

    private static readonly int[] Ids = MakeIds();

    public string View => "protein";

    public int VocabularySize => Vocabulary.Count;

    public int Padding => 1;

    public int Mask => 32;

    public int FirstOrdinary => 4;

    /// <summary>The twenty amino acids; ambiguity codes are never put in place of a token.</summary>
    public int EndOrdinary => 24;

    public int[] Encode(string item, int maxTokens)
    {
        var length = item.EndsWith('*') ? item.Length - 1 : item.Length;
        if (length == 0)
            throw new UnreadableItemException("The protein is empty; give its residues in one-letter code.");
        var kept = Math.Min(length, maxTokens - 2);
        var ids = new int[kept + 2];
        ids[0] = Begin;
        for (var i = 0; i < length; i++)
        {
            var letter = char.ToUpperInvariant(item[i]);
            var id = letter < 128 ? Ids[letter] : -1;
            if (id < 0)
                throw new UnreadableItemException($"'{item[i]}' at position {i + 1} is no amino acid; use the one-letter codes, with X for an unknown residue.");
            if (i < kept)
                ids[i + 1] = id;
        }

        ids[^1] = End;
        return ids;
    }

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
