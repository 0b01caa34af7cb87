using CsCheck;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Rounds;

namespace Tsumugi.Federating.Tests.Rounds;

/// <summary>Worked by hand, and laws that must hold for all numbers.</summary>
public sealed class RoundSumTests
{
    private static readonly IUpdate[] Three = [new MemoryUpdate("a", 1, [1, 0]), new MemoryUpdate("b", 3, [5, 2]), new MemoryUpdate("c", 4, [-2, 100])];

    [Theory]
    [InlineData("fedavg", 1, 57)] // (1·1 + 3·5 − 4·2) / 8; (0 + 6 + 400) / 8 = 50.75, and the model stood at 10 and 6.25
    [InlineData("fedprox", 1, 57)]
    [InlineData("median", 1, 8.25)] // 1 and 2
    [InlineData("scaffold", 1.3333334, 40.25)] // 4/3 and 34
    public void Method_givesWhatAHandGives(string name, float first, float second)
    {
        float[] model = [0, 6.25f];
        RoundSum.Run(RoundMethod.Of(new() { Name = name }), model, [], Three, 1);
        Assert.Equal([first, second], model);
    }

    [Fact]
    public void TrimmedMean_leavesOutTheEndsOfEachCoordinate()
    {
        float[] model = [0];
        RoundSum.Run(RoundMethod.Of(new() { Name = "trimmedmean", Trim = 0.2 }), model, [], Of(-1000, 1, 2, 3, 1000), 1);
        Assert.Equal([2f], model);
    }

    [Fact]
    public void FedAvgM_keepsItsVelocity()
    {
        var method = RoundMethod.Of(new() { Name = "fedavgm", Momentum = 0.5, ServerRate = 2 });
        float[] model = [0];
        var memory = RoundSum.Begin(method, 1);
        RoundSum.Run(method, model, memory, Of(4), 1); // v = 4, x = 8
        RoundSum.Run(method, model, memory, Of(2), 1); // v = 2 + 2, x = 16
        Assert.Equal([16f], model);
    }

    [Theory]
    [InlineData("fedadam")]
    [InlineData("fedyogi")]
    public void Adaptive_followsAlgorithm2(string name)
    {
        var method = RoundMethod.Of(new() { Name = name, Beta1 = 0.9, Beta2 = 0.9, Tau = 0.1, ServerRate = 0.5 });
        float[] model = [0];
        var memory = RoundSum.Begin(method, 1);
        RoundSum.Run(method, model, memory, Of(2), 1);
        var v = name == "fedadam" ? 0.9 * 0.01 + 0.1 * 4 : 0.01 + 0.1 * 4;
        Assert.Equal((float)(0.5 * 0.2 / (Math.Sqrt(v) + 0.1)), model[0]);
        RoundSum.Run(method, model, memory, Of(0.1f), 1);
        var square = Math.Pow(0.1f, 2);
        v = name == "fedadam" ? 0.9 * v + 0.1 * square : v - 0.1 * square;
        Assert.Equal(v, memory[1][0], 12);
    }

    [Fact]
    public void Krum_keepsAnUpdateOfTheCrowd_andMultiKrumTheirMean()
    {
        var updates = Of(1, 1.1f, 0.9f, 1.05f, -50);
        float[] one = [0], three = [0];
        Assert.Equal(["d"], RoundSum.Run(RoundMethod.Of(new() { Name = "krum" }), one, [], updates, 1)); // 1.05² distances: 0.0025 + 0.0025
        Assert.Equal(1.05f, one[0]);
        var kept = RoundSum.Run(RoundMethod.Of(new() { Name = "multikrum", Kept = 3 }), three, [], updates, 1);
        Assert.DoesNotContain("e", kept);
        Assert.Equal(3, kept.Count);
    }

    [Fact]
    public void Control_addsTheMeanOverAllSites_alsoThoseThatSatOut()
    {
        double[] control = [1];
        RoundSum.Control(control, [new MemoryUpdate("a", 1, [2]), new MemoryUpdate("b", 1, [4])], sites: 4, threads: 1);
        Assert.Equal([2.5], control);
    }

    [Fact]
    public void EveryMethod_givesTheSameBits_inAnyOrderAndOnAnyNumberOfThreads()
    {
        var numbers = new Random(5);
        var length = 2 * Blocks.Size + 77;
        var updates = Enumerable.Range(0, 7).Select(site => (IUpdate)new MemoryUpdate($"site-{site}", site + 0.5, [.. Enumerable.Range(0, length).Select(_ => (float)((numbers.NextDouble() - 0.5) * Math.Pow(10, numbers.Next(-6, 6))))])).ToArray();
        foreach (var name in RoundMethod.Names)
        {
            var method = RoundMethod.Of(new() { Name = name });
            var expected = Run(method, updates, length, 1);
            Assert.Equal(expected, Run(method, [.. updates.Reverse()], length, 4));
            Assert.Equal(expected, Run(method, [.. updates.OrderBy(update => update.Weight % 1.7)], length, 3));
        }
    }

    [Fact]
    public void EveryMethod_ofUpdatesThatAgree_movesToThem() => Gen.Float[-1e3f, 1e3f].Array[1, 40].Sample(change =>
    {
        foreach (var name in RoundMethod.Names.Where(name => name is not ("fedadam" or "fedyogi")))
        {
            var model = new float[change.Length];
            var method = RoundMethod.Of(new() { Name = name });
            RoundSum.Run(method, model, RoundSum.Begin(method, model.Length), Enumerable.Range(0, 5).Select(site => new MemoryUpdate($"{site}", 1 + site, change)), 2);
            for (var i = 0; i < model.Length; i++)
                Assert.Equal(change[i], model[i], Math.Abs(change[i]) * 1e-6 + 1e-9);
        }
    });

    [Fact]
    public void Robust_methods_staysBetweenHonestValues_whateverOneSiteSends() => Gen.Select(Gen.Float[-10, 10].Array[4], Gen.Float).Sample((honest, sent) =>
    {
        if (!float.IsFinite(sent))
            return;
        foreach (var name in (string[])["median", "trimmedmean", "krum"])
        {
            float[] model = [0];
            RoundSum.Run(RoundMethod.Of(new() { Name = name, Trim = 0.2 }), model, [], Of([.. honest, sent]), 1);
            Assert.InRange(model[0], honest.Min(), honest.Max());
        }
    });

    [Fact]
    public void Norm_isEuclidean_andABoundShortensToIt()
    {
        var update = new MemoryUpdate("a", 1, [3, 4]);
        Assert.Equal(5, Blocks.Norm(update, 2, 1));
        Assert.Equal(1, Blocks.Norm(new ScaledUpdate(update, 0.2), 2, 1), 6);
    }

    [Fact]
    public void Faults_areSaidAllAtOnce()
    {
        var faults = RoundMethod.Faults(new() { Name = "average", ServerRate = 0, Trim = 0.5, Tau = double.NaN });
        Assert.Equal(["name", "serverRate", "tau", "trim"], faults.Keys);
        Assert.Contains("fedyogi", faults["name"], StringComparison.Ordinal);
        Assert.All(RoundMethod.Names, name => Assert.Empty(RoundMethod.Faults(new() { Name = name })));
    }

    private static IUpdate[] Of(params float[] values) => [.. values.Select((value, site) => new MemoryUpdate($"{(char)('a' + site)}", 1, [value]))];

    private static (string, string) Run(RoundMethod method, IUpdate[] updates, int length, int threads)
    {
        var model = new float[length];
        var memory = RoundSum.Begin(method, length);
        var kept = RoundSum.Run(method, model, memory, updates, threads);
        return (Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(model.AsSpan()))), string.Join(' ', kept));
    }
}
