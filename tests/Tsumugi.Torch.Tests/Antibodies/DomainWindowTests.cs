using System.Text.RegularExpressions;
using CsCheck;
using Tsumugi.Torch.Antibodies;

namespace Tsumugi.Torch.Tests.Antibodies;

public sealed partial class DomainWindowTests
{
    /// <summary>The pattern, as its makers describe it.</summary>
    [GeneratedRegex("(?<start>.{0,40})(?=(?<core>(?<atom>C.{5,25}W.{50,80})C))\\k<atom>")]
    private static partial Regex Core();

    [Fact]
    public void Find_anyLongSequence_looksFirstAtEachCore() => Gen.Char["CWAAAAAA"].Array[201, 500].Select(letters => new string(letters)).Sample(sequence =>
    {
        var asked = new List<IReadOnlyList<string>>();
        DomainWindow.Find(sequence, parts =>
        {
            asked.Add(parts);
            return [.. parts.Select(_ => 0f)];
        });
        Assert.Equal(Core().Matches(sequence).Select(match => match.Groups["core"].Value), asked[0]);
        Assert.Equal((sequence.Length - 90) / 3, asked[1].Count);
    }, iter: 60);

    [Theory]
    [InlineData(600, new float[0], 10, 0, 190)]
    [InlineData(600, new float[0], 100, 260, 200)]
    [InlineData(600, new float[0], 169, 467, 133)]
    public void Find_withoutACore_cutsAroundTheBestPart(int length, float[] cores, int best, int start, int cut)
    {
        var found = DomainWindow.Find(new('A', length), parts => parts.Count == 0 ? cores : [.. parts.Select((_, i) => i == best ? 12f : 3)]);
        Assert.Equal((start, cut), found);
    }

    [Fact]
    public void Find_aSurePart_isTakenBeforeABetterOne() =>
        Assert.Equal(
            (3 * 50 - 40, 200),
            DomainWindow.Find(new('A', 600), parts => [.. parts.Select((_, i) => i switch { 20 => 20f, 50 => 26, 60 => 40, _ => 0 })]));
}
