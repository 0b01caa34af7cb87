using System.Text.Json.Nodes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Tests.Tokens;

public sealed class SequenceTokenizerTests
{
    [Fact]
    public void Protein_tokenizerJson_isEsm2sOwn()
    {
        using var folder = new Folder();
        new ProteinTokenizer().WriteTo(folder.Path);
        var written = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder.Path, "tokenizer.json")));
        var own = JsonNode.Parse(File.ReadAllBytes(SharedData.File("modelcheck/esm2_tokenizer.json")));
        Assert.True(JsonNode.DeepEquals(own, written));
        foreach (var (token, id) in own!["model"]!["vocab"]!.AsObject().Where(pair => pair.Key.Length == 1 && char.IsAsciiLetter(pair.Key[0])))
            Assert.Equal([0, (int)id!, 2], new ProteinTokenizer().Encode(token, 10));
    }

    [Theory]
    [InlineData("TCAGN", new[] { 0, 5, 6, 7, 8, 9, 2 })]
    [InlineData("ucagr", new[] { 0, 5, 6, 7, 8, 9, 2 })]
    public void Nucleotide_bases_haveOneIdInDnaAndRna(string bases, int[] ids) => Assert.Equal(ids, new NucleotideTokenizer().Encode(bases, 100));

    [Theory]
    [InlineData("AACGTN", "NACGTT")]
    [InlineData("aacguc", "GACGUU")]
    [InlineData("RYSWKM", "KMWSRY")]
    public void ReverseComplement_ofTheOther_isTheFirst(string strand, string other)
    {
        Assert.Equal(other, ReverseComplement.Of(strand));
        Assert.Equal(strand.ToUpperInvariant(), ReverseComplement.Of(other));
    }

    [Theory]
    [InlineData(3, 1, "TTTCAN", new[] { 0, 5, 6, 11, 3, 2 })]
    [InlineData(3, 3, "TTTCAGT", new[] { 0, 5, 32, 2 })]
    [InlineData(2, 3, "GGNTT", new[] { 0, 20, 5, 2 })]
    public void Kmer_words_followTheStride(int k, int stride, string bases, int[] ids)
    {
        var tokenizer = new KmerTokenizer(k, stride);
        Assert.Equal(ids, tokenizer.Encode(bases, 100));
        using var folder = new Folder();
        tokenizer.WriteTo(folder.Path);
        Assert.Equal(ids, Tokenizers.Load("kmer", folder.Path).Encode(bases, 100));
    }

    [Fact]
    public void Coverage_namesWhatIsUnknown()
    {
        var tally = new CoverageTally("bases");
        new NucleotideTokenizer().Tokenize("ACGTNNRACG", 4, tally);
        var coverage = tally.Result(top: 1);
        Assert.Equal((10, 3, 0.7), (coverage.Total, coverage.Unknown, coverage.Share));
        Assert.Equal([new UnknownSymbol("N", 2)], coverage.Worst);
        Assert.Equal(1, coverage.MoreUnknown);
        coverage.RequireAtLeast(0.7, "unused");
        var message = Assert.Throws<LowCoverageException>(() => coverage.RequireAtLeast(0.71, "Take another genome.")).Message;
        foreach (var part in new[] { "7 of 10 bases", "N (2×)", "and 1 more", "71.0", "Take another genome." })
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void CoverageTally_endlessDifferentSymbols_areOnlyCounted()
    {
        var tally = new CoverageTally("words");
        for (var i = 0; i < 100_000; i++)
            tally.Unknown($"{i}");
        Assert.Equal((100_000, 99_990), (tally.Result().Unknown, tally.Result().MoreUnknown));
    }

    [Fact]
    public void TokenSpace_idsGoThereAndBack()
    {
        IVocabulary[] vocabularies = [new CodonTokenizer(), new ProteinTokenizer(), new KmerTokenizer(2, 1)];
        var space = TokenSpace.Of(vocabularies);
        Assert.Equal([0, 69, 102], space.Ranges.Select(range => range.Offset));
        for (var id = 0; id < space.Size; id++)
        {
            var (view, own) = space.ToOwn(id);
            Assert.Equal(id, space.ToShared(view, own));
        }

        var stored = System.Text.Json.JsonSerializer.Deserialize<TokenSpace>(System.Text.Json.JsonSerializer.Serialize(space))!;
        stored.RequireSame(vocabularies);
        Assert.Contains("kmer 69", Assert.Throws<ArgumentException>(() => stored.RequireSame([vocabularies[0], vocabularies[2]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => space.ToShared("protein", 33));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.ToOwn(space.Size));
        Assert.Throws<ArgumentException>(() => TokenSpace.Of([new ProteinTokenizer(), new ProteinTokenizer()]));
    }
}
