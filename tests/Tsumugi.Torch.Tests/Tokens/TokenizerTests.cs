using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Tests.Tokens;

public sealed class TokenizerTests
{
    [Fact]
    public void Protein_everyResidue_hasTheIdOfEsm2() => Assert.Equal(
        [0, 20, 15, 11, 5, 19, 4, 12, 7, 6, 13, 9, 18, 14, 8, 10, 17, 16, 22, 23, 21, 24, 25, 26, 27, 28, 2],
        new ProteinTokenizer().Encode("MKTAYLIVGDEFPSRNQWCHXBUZO*", 100));

    [Theory]
    [InlineData("TTTTTCTTA", new[] { 0, 5, 6, 7, 2 })]
    [InlineData("GGGaugNNN", new[] { 0, 68, 40, 3, 2 })]
    public void Dna_codons_areCountedInTheOrderTcag(string dna, int[] ids) => Assert.Equal(ids, new CodonTokenizer().Encode(dna, 100));

    [Theory]
    [InlineData("protein", "MK1", "'1' at position 3")]
    [InlineData("protein", "", "empty")]
    [InlineData("dna", "ATGXXX", "'X' at position 4")]
    [InlineData("dna", "", "empty")]
    [InlineData("text", "   ", "empty")]
    public void Encode_unreadable_saysWhatAndWhere(string view, string item, string said)
    {
        var tokenizer = Tokenizers.Make(view, ["some text"], 300);
        Assert.Contains(said, Assert.Throws<UnreadableItemException>(() => tokenizer.Encode(item, 50)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_longItem_isCutButStillReadToItsEnd()
    {
        Assert.Equal(10, new ProteinTokenizer().Encode(new string('A', 100), 10).Length);
        Assert.Throws<UnreadableItemException>(() => new ProteinTokenizer().Encode(new string('A', 100) + "!", 10));
    }

    [Fact]
    public void Text_learned_isTheSameEveryTimeAndAfterSaving()
    {
        string[] texts = ["outer membrane lipoprotein", "inner membrane protein", "lipoprotein LipL32", "外膜タンパク質"];
        var (one, two) = (TextTokenizer.Learn(texts, 320), TextTokenizer.Learn(texts, 320));
        using var folder = new Folder();
        one.WriteTo(folder.Path);
        var loaded = TextTokenizer.Load(folder.Path);
        foreach (var text in texts.Append("an unseen µ-text"))
        {
            Assert.Equal(one.Encode(text, 64), two.Encode(text, 64));
            Assert.Equal(one.Encode(text, 64), loaded.Encode(text, 64));
        }

        Assert.True(one.Encode("membrane protein", 64).Length < 12);
    }
}
