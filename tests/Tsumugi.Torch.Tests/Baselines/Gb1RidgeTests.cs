using System.Globalization;
using System.IO.Compression;
using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Heads.Measures;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Baselines;

/// <summary>Ridge with penalty 1 on one-hot residues, over all that is no test variant: figures that others measured on the same files.</summary>
public sealed class Gb1RidgeTests
{
    private const string Residues = "ACDEFGHIKLMNPQRSTVWY";

    [Theory]
    [InlineData("one_vs_rest", 0.279)]
    [InlineData("two_vs_rest", 0.594)]
    [InlineData("three_vs_rest", 0.755)]
    [InlineData("low_vs_high", 0.343)]
    [InlineData("sampled", 0.788)]
    public void Ridge_splitOfFlip_ranksAsOthersMeasured(string split, double spearman)
    {
        using var scope = NewDisposeScope();
        var rows = Read(split).ToLookup(row => row.Test);
        var model = RidgeRegression.Fit(OneHot(rows[false]), tensor(rows[false].Select(row => row.Fitness).ToArray()).unsqueeze(1), penalty: 1);
        var predicted = model.Predict(OneHot(rows[true])).to_type(ScalarType.Float32).data<float>().ToArray();
        Assert.Equal(spearman, Ranks.Spearman(predicted, [.. rows[true].Select(row => (float)row.Fitness)]), 6e-4);
    }

    private static IEnumerable<(string Sequence, double Fitness, bool Test)> Read(string split)
    {
        using var zip = ZipFile.OpenRead(SharedData.File("protein", "flip_gb1_splits.zip"));
        using var reader = new StreamReader(zip.GetEntry($"splits/{split}.csv")!.Open());
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');

            // Only these four sites vary (39, 40, 41 and 54, from 1).
            yield return (string.Concat(fields[0].AsSpan(38, 3), fields[0].AsSpan(53, 1)), double.Parse(fields[1], CultureInfo.InvariantCulture), fields[2] == "test");
        }
    }

    private static Tensor OneHot(IEnumerable<(string Sequence, double Fitness, bool Test)> rows)
    {
        var sites = rows.SelectMany(row => row.Sequence.Select(residue => (long)Residues.IndexOf(residue, StringComparison.Ordinal))).ToArray();
        return nn.functional.one_hot(tensor(sites), Residues.Length).to_type(ScalarType.Float64).view(-1, 4 * Residues.Length);
    }
}
