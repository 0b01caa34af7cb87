using System.Globalization;
using Tsumugi.Torch.Antibodies;
using Tsumugi.Torch.EncoderDecoder;

namespace Tsumugi.Torch.Tests.Antibodies;

public sealed class LabelReadingTests
{
    /// <summary>What the model wrote, what labels the residues get (- for none), or why they get none; X is an inserted residue, . one that is passed over.</summary>
    [Theory]
    [InlineData("1..60", 0, "1..60")]
    [InlineData(". . 1..60 . 61", 0, "- - 1..60 - -")]
    [InlineData("1..32 X X X X 33..60", 0, "1..32 32A 32B 33B 33A 33..60")]
    [InlineData("1..32 X X X 34..60", 0, "1..32 32A 34B 34A 34..60")]
    [InlineData("1..44 X X 45..60", 0, "1..44 44A 44B 45..60")]
    [InlineData("1..60 X", 0, "1..60 -")]
    [InlineData(". . . 3..60", 0, "- 1..60")]
    [InlineData(". . . 9..70", 0, "- - - 9..70")]
    [InlineData("60..120", 3, "60..123")]
    [InlineData("60..126", 4, "60..128 - -")]
    [InlineData("60..119", 3, "60..119 - - -")]
    public void Read_whatTheModelWrote_labelsResidues(string written, int left, string labels)
    {
        var tokens = Tokens(written);
        var read = LabelReading.Read(new('A', tokens.Length + left), Written(tokens));
        Assert.Null(read.Problem);
        Assert.Equal('H', read.Chain);
        Assert.Equal(labels, Shown(read.Labels));
    }

    [Theory]
    [InlineData("1..30 X 31..60", "no room")]
    [InlineData("X 1..60", "no room")]
    [InlineData(". X 1..60", "no room")]
    [InlineData("1..60 60", "60 to 2 residues")]
    [InlineData("1..30 H 31..60", "position 31")]
    [InlineData("1..48", "Fewer than 50")]
    public void Read_whatMakesNoNumbering_saysWhy(string written, string problem)
    {
        var tokens = Tokens(written);
        var read = LabelReading.Read(new('A', tokens.Length), Written(tokens));
        Assert.Contains(problem, read.Problem, StringComparison.Ordinal);
        Assert.All(read.Labels, label => Assert.Null(label));
    }

    [Fact]
    public void Labels_moreThanTheLettersAllow_areNone()
    {
        Assert.Equal("111Z 111AA", string.Join(' ', ImgtInsertions.Labels(60, 111, 112)!.Skip(25).Take(2)));
        Assert.Null(ImgtInsertions.Labels(105, 111, 112));
        Assert.Null(ImgtInsertions.Labels(53, 44, 45));
    }

    /// <summary>The chain, the residues' tokens and the end, each sure by 20.</summary>
    private static WrittenSequence Written(int[] residues)
    {
        int[] tokens = [133, .. residues, NumberingTokens.End];
        return new(tokens, [.. tokens.Select(_ => 20f)]);
    }

    private static int[] Tokens(string written) => [.. written.Split(' ').SelectMany(word => word switch
    {
        "." => [NumberingTokens.Skip],
        "X" => [NumberingTokens.Inserted],
        "H" => [133],
        _ when word.Split("..") is [var first, var last] => Enumerable.Range(Token(first), Token(last) - Token(first) + 1),
        _ => (IEnumerable<int>)[Token(word)],
    })];

    private static int Token(string number) => int.Parse(number, CultureInfo.InvariantCulture) + 3;

    /// <summary>Runs of numbers as first..last.</summary>
    private static string Shown(IReadOnlyList<ImgtLabel?> labels)
    {
        var words = new List<string>();
        for (var i = 0; i < labels.Count; i++)
        {
            var first = i;
            while (i + 1 < labels.Count && labels[i] is { Insertion: "" } one && labels[i + 1] is { Insertion: "" } next && next.Number == one.Number + 1)
                i++;
            words.Add(i > first ? $"{labels[first]}..{labels[i]}" : labels[i]?.ToString() ?? "-");
        }

        return string.Join(' ', words);
    }
}
