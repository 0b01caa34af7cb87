using System.Text.RegularExpressions;
using CsCheck;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Tests.Tokens;

public sealed partial class TextTokenizerTests
{
    private static readonly string[] Texts = ["The outer membrane lipoprotein LipL32 isn't  found in E. coli.\n", "外膜リポ蛋白質 LipL32 は大腸菌にない。", "ΔG = −3.2 kJ/mol ± 0.1;  see Fig. 2b", "𝛼-helix 🧬"];

    [Fact]
    public void Bytes_anyText_comesBackToTheLetter()
    {
        var tokenizer = ByteLevelTokenizer.Learn(Texts, 400);
        using var folder = new Folder();
        tokenizer.WriteTo(folder.Path);
        var loaded = Tokenizers.Load("bytes", folder.Path);
        Assert.Equal(tokenizer.VocabularySize, loaded.VocabularySize);
        string[] signs = ["a", "B", "7", " ", "  ", "\n", "\t", "'s", "'", "’", "é", "ß", "中", "か", "𝛼", "🧬", " ", "-", "membrane", "\u00ad"];
        Gen.Int[0, signs.Length - 1].Select(at => signs[at]).Array[1, 40].Select(parts => string.Concat(parts)).Sample(text =>
        {
            var ids = tokenizer.Encode(text, 10_000);
            Assert.Equal(text, tokenizer.Decode(ids));
            Assert.Equal(ids, loaded.Encode(text, 10_000));
        }, iter: 500, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void Bytes_learned_areTheSameInAnyOrderAndAsTheSlowWay()
    {
        var tokenizer = ByteLevelTokenizer.Learn(Texts, 300);
        Assert.Equal(300, tokenizer.VocabularySize);
        Assert.Equal(Texts.Select(text => string.Join(' ', tokenizer.Encode(text, 1000))), Texts.Select(text => string.Join(' ', ByteLevelTokenizer.Learn(Texts.Reverse(), 300).Encode(text, 1000))));
        foreach (var text in Texts)
            Assert.Equal(Slow(Texts, 300, text), tokenizer.Encode(text, 1000)[1..^1]);
    }

    [Fact]
    public void Bytes_wordsAreThoseOfGpt2()
    {
        string[] signs = ["a", "Bc", "7", "½", " ", "  ", "\n", "\t ", "'s", "'ll", "'", "'x", "é", "中", "か", "-", "?!", "\u00a0"];
        Gen.Int[0, signs.Length - 1].Select(at => signs[at]).Array[1, 20].Select(parts => string.Concat(parts)).Sample(text =>
            Assert.Equal(Gpt2().Matches(text).Select(match => match.Value), ByteLevelWords.Split(text).Select(word => text[word])), iter: 2000, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void Bytes_halfASurrogate_isRefused() =>
        Assert.Contains("U+D83E", Assert.Throws<UnreadableItemException>(() => ByteLevelTokenizer.Learn([], 0).Encode("a\uD83E", 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_longWord_takesNoQuadraticTime() => Assert.Equal(200_002, ByteLevelTokenizer.Learn([], 0).Encode(new string('a', 200_000), 1_000_000).Length);

    [Theory]
    [InlineData("Unaffable!", true, "[CLS] un ##aff ##able ! [SEP]")]
    [InlineData("  Café\u0000 naïve\tRÉSUMÉ ", true, "[CLS] cafe naive resume [SEP]")]
    [InlineData("a中b", true, "[CLS] a 中 b [SEP]")]
    [InlineData("un-affable$", true, "[CLS] un - [UNK] $ [SEP]")]
    [InlineData("Un", false, "[CLS] [UNK] [SEP]")]
    [InlineData("[MASK]", true, "[CLS] [UNK] [UNK] [UNK] [SEP]")]
    public void WordPiece_pieces_areThoseOfBert(string text, bool lowerCase, string pieces)
    {
        string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "!", "cafe", "naive", "resume", "a", "b", "中", "-", "$", "##a"];
        using var folder = new Folder();
        File.WriteAllLines(Path.Combine(folder.Path, "source.txt"), vocabulary);
        var tokenizer = WordPieceTokenizer.FromFile(Path.Combine(folder.Path, "source.txt"), lowerCase);
        Assert.Equal(pieces, string.Join(' ', tokenizer.Encode(text, 50).Select(id => vocabulary[id])));
        tokenizer.WriteTo(folder.Path);
        Assert.Equal(tokenizer.Encode(text, 50), Tokenizers.Load("wordpiece", folder.Path).Encode(text, 50));
        Assert.Equal((5, vocabulary.Length), (tokenizer.FirstOrdinary, tokenizer.EndOrdinary));
    }

    [Fact]
    public void WordPiece_withoutAMark_isRefused()
    {
        using var folder = new Folder();
        File.WriteAllLines(Path.Combine(folder.Path, "vocab.txt"), ["[PAD]", "[CLS]", "[SEP]", "[MASK]", "a"]);
        Assert.Contains("[UNK]", Assert.Throws<InvalidDataException>(() => WordPieceTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>Learns and encodes as the definition says, counting everything anew for each merge.</summary>
    private static List<int> Slow(string[] texts, int size, string item)
    {
        var words = texts.SelectMany(text => ByteLevelWords.Split(text).Select(word => Ids(text[word]))).ToList();
        var encoded = ByteLevelWords.Split(item).Select(word => Ids(item[word])).ToList();
        for (var merged = 261; merged < size; merged++)
        {
            var pair = words.SelectMany(word => word.Zip(word.Skip(1))).CountBy(pair => pair).OrderByDescending(one => one.Value).ThenBy(one => one.Key).First().Key;
            foreach (var word in words.Concat(encoded))
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if ((word[i], word[i + 1]) != pair)
                        continue;
                    word[i] = merged;
                    word.RemoveAt(i + 1);
                }
            }
        }

        return [.. encoded.SelectMany(word => word)];
    }

    private static List<int> Ids(string word) => [.. System.Text.Encoding.UTF8.GetBytes(word).Select(value => 5 + value)];

    /// <summary>Radford et al. 2019; right for texts without surrogates.</summary>
    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Gpt2();
}
