using Tsumugi.Merging.Methods;

namespace Tsumugi.Merging.Tests.Methods;

/// <summary>What every method must hold to.</summary>
public sealed class MethodSuiteTests
{
    public static TheoryData<string> Names => [.. MergeMethods.ByName.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string, int> Cases => [.. MethodCases.All.Select((run, i) => new TheoryDataRow<string, int>(run.Method, i))];

    [Fact]
    public void Each_method_has_cases() => Assert.Equal(MergeMethods.ByName.Keys.Order(StringComparer.Ordinal), MethodCases.All.Select(run => run.Method).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Method_gives_what_the_plain_reference_gives(string method, int index)
    {
        var run = MethodCases.All[index];
        Assert.Equal(method, run.Method);
        var (expected, found) = (PlainMethods.Run(run), run.Result());
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= 1e-9 * scale, $"{run.Method} [{string.Join(", ", run.Shape)}] at {i}: {expected[i]} is expected, {found[i]} was found");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bits_do_not_depend_on_threads_or_memory(string method, int index)
    {
        var run = MethodCases.All[index];
        Assert.Equal(method, run.Method);
        var expected = (run with { Threads = 1 }).Result();
        Assert.Equal(expected, (run with { Threads = 3, MemoryBytes = 1 << 21 }).Result());
        Assert.Equal(expected, (run with { Threads = 5, MemoryBytes = 9 << 20 }).Result());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_merged_with_itself_is_the_model(string method)
    {
        // A plain sum of the same model is a multiple of it.
        foreach (var run in MethodCases.All.Where(run => run.Method == method && !run.IsCompatible && !(method == "linear" && run.Shared.Count > 0)))
        {
            var only = run.Models[0];
            var found = (run with
            {
                Models = [.. run.Models.Select(_ => only)],
                Base = run.Base is null ? null : only,
                Of = [.. run.Models.Select(_ => new Dictionary<string, double> { ["scale"] = 1, ["density"] = 0.6 })],
            }).Result();
            for (var i = 0; i < only.Length; i++)
                Assert.Equal((float)only[i], (float)found[i]);
        }
    }

    [Theory]
    [InlineData("linear"), InlineData("karcher"), InlineData("multislerp"), InlineData("task_arithmetic"), InlineData("ties"), InlineData("sce")]
    [InlineData("dare_ties"), InlineData("della"), InlineData("breadcrumbs"), InlineData("model_stock"), InlineData("ram"), InlineData("ramplus_tl"), InlineData("fisher")]
    public void The_order_of_models_does_not_matter(string method)
    {
        // Masks are keyed by a model's name, which here stays with the place; so models that are thinned out by chance are left whole.
        var run = MethodCases.All.First(run => run.Method == method && run.Models.Length > 1 && !run.IsCompatible);
        if (method is "dare_ties" or "della")
            run = run with { Of = [.. run.Of.Select(own => new Dictionary<string, double>(own) { ["density"] = 1 })] };
        var turned = run with { Models = [.. run.Models.Reverse()], Of = [.. run.Of.Reverse()], Statistics = run.Statistics?.Reverse().ToArray() };
        Assert.All(run.Result().Zip(turned.Result()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData("linear"), InlineData("multislerp"), InlineData("nuslerp"), InlineData("ties"), InlineData("della"), InlineData("fisher"), InlineData("regression_mean")]
    public void Where_weights_are_normalized_only_their_proportions_count(string method)
    {
        var run = MethodCases.All.First(run => run.Method == method && !run.IsCompatible);
        var larger = run with { Of = [.. run.Of.Select(own => new Dictionary<string, double>(own) { ["weight"] = own["weight"] * 8 })] };
        Assert.All(run.Result().Zip(larger.Result()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }
}
