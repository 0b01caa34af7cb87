using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Merging.Tests.Methods;

/// <summary>Results that can be worked out on paper, and the known faults of mergekit with and without <c>compat</c>.</summary>
public sealed class HandComputedTests
{
    private static Dictionary<string, double>[] Of(string name, params double[] values) => [.. values.Select(value => new Dictionary<string, double> { ["weight"] = 1, [name] = value })];

    [Fact]
    public void Slerp_halfway_between_two_axes_lies_on_the_circle() =>
        Near([Math.Sqrt(0.5), Math.Sqrt(0.5)], new MethodRun("slerp", [2]) { Base = [1, 0], Models = [[0, 1]], Shared = new() { ["t"] = 0.5 } });

    [Fact]
    public void Karcher_of_three_axes_points_along_the_diagonal()
    {
        var part = 2 / Math.Sqrt(3);
        Near([part, part, part], new MethodRun("karcher", [3]) { Models = [[2, 0, 0], [0, 2, 0], [0, 0, 2]] });
    }

    /// <summary>The example of the TIES paper's figure: trim, elect signs, mean of those that agree.</summary>
    [Fact]
    public void Ties_keeps_the_larger_half_elects_signs_and_averages_what_agrees() =>
        Near([1.5, -3, 4, 0], new MethodRun("ties", [4])
        {
            Base = [0, 0, 0, 0],
            Models = [[2, -3, 0.5, 0.1], [1, 0.5, -1, 0.1], [0.2, 0.1, 4, -2]],
            Of = [.. ((double[])[0.5, 0.5, 0.25]).Select(density => new Dictionary<string, double> { ["weight"] = 1, ["density"] = density })],
        });

    [Fact]
    public void Model_stock_at_right_angles_stays_at_the_base() =>
        Near([5, 5], new MethodRun("model_stock", [2]) { Base = [5, 5], Models = [[6, 5], [5, 6]] });

    [Fact]
    public void Model_stock_of_differences_that_agree_takes_their_mean() =>
        Near([7, 5], new MethodRun("model_stock", [2]) { Base = [5, 5], Models = [[6, 5], [8, 5]] });

    [Fact]
    public void Ram_takes_lone_differences_whole_and_averages_shared_ones() =>
        Near([1, 3, 4], new MethodRun("ram", [3]) { Base = [0, 0, 0], Models = [[1, 2, 0], [0, 4, 4]] });

    [Fact]
    public void Ramplus_enlarges_lone_differences_by_what_is_shared() =>
        Near([1.02, 3, 4.08], new MethodRun("ramplus_tl", [3]) { Base = [0, 0, 0], Models = [[1, 2, 0], [0, 4, 4]], Shared = new() { ["r"] = 0.1, ["alpha"] = 0.2 } });

    [Fact]
    public void Sce_weighs_models_by_their_energy() =>

        // Energies 1 and 9: 0.1 × 1 + 0.9 × 3.
        Near([2.8], new MethodRun("sce", [1]) { Base = [0], Models = [[1], [3]] });

    [Fact]
    public void Fisher_weighs_each_element_by_its_own_gradients() =>
        Near([1.75, 2.5], new MethodRun("fisher", [2]) { Models = [[1, 2], [2, 4]], Statistics = [[1, 3], [3, 1]] });

    [Fact]
    public void Regression_mean_of_inputs_that_never_meet_takes_each_models_own_column() =>

        // The first model only ever saw the first input, the second the other.
        Near([1, 20], new MethodRun("regression_mean", [1, 2]) { Models = [[1, 2], [10, 20]], Statistics = [[4, 0, 0, 0], [0, 0, 0, 9]] }, tolerance: 1e-6);

    [Fact]
    public void Breadcrumbs_of_a_tiny_tensor_keeps_its_share_and_only_with_compat_nothing()
    {
        var run = new MethodRun("breadcrumbs", [4]) { Base = [0, 0, 0, 0], Models = [[1, 2, 3, 4]], Of = Of("density", 0.5) };
        Near([0, 0, 3, 4], run);
        Near([0, 0, 0, 0], run with { IsCompatible = true });
    }

    [Fact]
    public void Breadcrumbs_leaves_out_the_largest() =>
        Near([0, 2, 3, 0], new MethodRun("breadcrumbs", [4])
        {
            Base = [0, 0, 0, 0],
            Models = [[1, 2, 3, 4]],
            Of = [new() { ["weight"] = 1, ["density"] = 0.5, ["gamma"] = 0.25 }],
        });

    [Fact]
    public void Della_of_rows_of_one_is_no_NaN() => Assert.All(
        new MethodRun("della", [50, 1]) { Base = new double[50], Models = [[.. Enumerable.Repeat(1.0, 50)]], Of = Of("density", 0.5) }.Result(), number => Assert.True(number is 0 or 1 or 2));

    [Fact]
    public void Karcher_of_tiny_numbers_is_zero_only_with_compat()
    {
        var run = new MethodRun("karcher", [2]) { Models = [[1e-7, 0], [1e-7, 0]] };
        Near([1e-7, 0], run);
        Near([0, 0], run with { IsCompatible = true });
    }

    [Fact]
    public void Sums_are_rounded_to_a_narrow_type_only_with_compat()
    {
        // 1 + 2⁻⁹ is no number of bfloat16.
        var run = new MethodRun("task_arithmetic", [1]) { Base = [1], Models = [[1 + Math.ScaleB(1, -9)]], Of = Of("weight", 1), MathType = TensorType.BF16 };
        Near([1 + Math.ScaleB(1, -9)], run);
        Near([1], run with { IsCompatible = true });
    }

    [Fact]
    public void Dare_keeps_the_expected_share_and_the_expected_sum()
    {
        var ones = Enumerable.Repeat(1.0, 100_000).ToArray();
        var found = new MethodRun("dare_linear", [100, 1000]) { Base = new double[100_000], Models = [ones], Of = Of("density", 0.3) }.Result();
        Assert.InRange(found.Count(number => number != 0) / 100_000.0, 0.29, 0.31);
        Assert.All(found, number => Assert.True(number is 0 || Math.Abs(number - (1 / 0.3)) < 1e-12));
    }

    [Fact]
    public void Multislerp_of_opposite_models_is_refused_by_name()
    {
        var run = new MethodRun("multislerp", [2]) { Models = [[1, 0], [-1, 0], [0, 0]], Of = [new() { ["weight"] = 1 }, new() { ["weight"] = 1 }, new() { ["weight"] = 1 }] };
        Assert.Contains("layer.0.weight", Assert.ThrowsAny<Exception>(run.Result).InnerException?.Message ?? Assert.ThrowsAny<Exception>(run.Result).Message, StringComparison.Ordinal);
    }

    private static void Near(double[] expected, MethodRun run, double tolerance = 1e-12)
    {
        var found = run.Result();
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
