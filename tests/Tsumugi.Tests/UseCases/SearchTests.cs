using CsCheck;
using Tsumugi.Models.Serving.Nearest;
using Tsumugi.UseCases.Search;

namespace Tsumugi.Tests.UseCases;

public sealed class SearchTests
{
    [Theory]
    [InlineData("ATGGCTAAAGGTTAA", "dna")]
    [InlineData(">gene 1\natggctaaaggu\nTAA", "dna")]
    [InlineData("MKTAYIAKQRQISFVKSHFSRQ", "protein")]
    [InlineData("MKTAYIAKQRQISFVKSHFSRQ*", "protein")]
    [InlineData("outer membrane lipoprotein", "text")]
    [InlineData("gyrA", "text")]
    [InlineData("外膜タンパク質", "text")]
    public void Read_auto_recognisesWhatWasPasted(string query, string view) => Assert.Equal(view, QueryReader.Read(query, "auto").Value.View);

    [Theory]
    [InlineData("", "auto", "empty-query")]
    [InlineData(">only a header", "auto", "empty-query")]
    [InlineData(">a\nATG\n>b\nATG", "dna", "many-sequences")]
    [InlineData("words", "smell", "bad-view")]
    public void Read_unusable_isRefused(string query, string view, string code) => Assert.Equal(code, QueryReader.Read(query, view).Refusal!.Code);

    [Fact]
    public void Read_tooLong_isRefused() => Assert.Equal("query-too-long", QueryReader.Read(new string('A', QueryReader.MostCharacters + 1), "dna").Refusal!.Code);

    [Fact]
    public void Nearest_anyIndex_isWhatSortingEverythingGives() => Gen.Float[-1, 1].Array[60].Select(Gen.Int[1, 12]).Sample((numbers, top) =>
    {
        var index = new VectorIndex(numbers, 4);
        float[] query = [0.3f, -0.2f, 0.9f, 0.1f];
        var expected = Enumerable.Range(0, 15)
            .Select(row => (Row: row, Score: System.Numerics.Tensors.TensorPrimitives.Dot(query, numbers.AsSpan(row * 4, 4))))
            .OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Row).Take(top);
        Assert.Equal(expected, index.Nearest(query, top));
    });
}
