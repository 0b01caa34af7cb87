using Tsumugi.Merging.Searching;

namespace Tsumugi.Merging.Tests.Searching;

public sealed class CmaEsTests
{
    public static TheoryData<string, double[], int, double> Valleys => new()
    {
        { "sphere", [0.2, 0.7, 0.4, 0.9], 60, 1e-4 },
        { "rosenbrock", [0.75, 0.75], 100, 1e-3 }, // the banana's end, (1, 1) of −2…2
        { "ellipse", [0.3, 0.6, 0.5], 160, 1e-4 },
        { "corner", [0, 1], 40, 1e-3 },
    };

    [Theory]
    [MemberData(nameof(Valleys))]
    public void Best_comesToTheLowestPoint_andNeverLeavesTheBox(string valley, double[] lowest, int generations, double near)
    {
        var strategy = new CmaEs(lowest.Length, seed: 3);
        (double[] Point, double Value) best = ([], double.PositiveInfinity);
        for (var generation = 0; generation < generations; generation++)
        {
            var asked = strategy.Ask();
            Assert.Equal(strategy.Size, asked.Count);
            Assert.All(asked.SelectMany(point => point), at => Assert.InRange(at, 0, 1));
            List<double?> values = [.. asked.Select(point => (double?)Depth(valley, point, lowest))];
            foreach (var (point, value) in asked.Zip(values))
                best = value < best.Value ? (point, value!.Value) : best;
            strategy.Tell(values);
        }

        foreach (var (at, wanted) in best.Point.Zip(lowest))
            Assert.Equal(wanted, at, near);
    }

    [Fact]
    public void Questions_areTheSame_forTheSameSeedAndAnswers()
    {
        string Run(int seed)
        {
            var strategy = new CmaEs(3, seed);
            for (var generation = 0; generation < 5; generation++)
                strategy.Tell([.. strategy.Ask().Select(point => (double?)point.Sum())]);
            return string.Join(' ', strategy.Ask().SelectMany(point => point).Select(BitConverter.DoubleToInt64Bits));
        }

        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
    }

    [Fact]
    public void Failures_areWorseThanAllOthers()
    {
        // Wherever it fails for x above one half, the search draws back below it.
        var strategy = new CmaEs(2, 1);
        for (var generation = 0; generation < 30; generation++)
            strategy.Tell([.. strategy.Ask().Select(point => point[0] > 0.5 ? (double?)null : -point[0])]);
        Assert.InRange(strategy.Ask().Average(point => point[0]), 0.4, 0.52);
    }

    private static double Depth(string valley, double[] point, double[] lowest) => valley switch
    {
        "rosenbrock" => Banana((point[0] * 4) - 2, (point[1] * 4) - 2),
        "ellipse" => point.Select((at, i) => Math.Pow(100, i) * (at - lowest[i]) * (at - lowest[i])).Sum(),
        _ => point.Select((at, i) => (at - lowest[i]) * (at - lowest[i])).Sum(),
    };

    private static double Banana(double x, double y) => (100 * (y - (x * x)) * (y - (x * x))) + ((1 - x) * (1 - x));
}
