using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Methods;

namespace Tsumugi.Merging.Tests.Methods;

/// <summary>Tensors of many shapes for each method, with parameters other than the defaults.</summary>
internal static class MethodCases
{
    /// <summary>The last has several pieces in each of several segments.</summary>
    private static readonly long[][] Shapes = [[7], [1], [3, 5], [130, 61], [2, 3, 4, 5], [190, 301]];

    public static IReadOnlyList<MethodRun> All { get; } = [.. Make()];

    private static IEnumerable<MethodRun> Make()
    {
        foreach (var shape in Shapes)
        {
            var count = (int)shape.Aggregate(1L, (product, length) => product * length);
            var random = new Random(count);
            double[] Numbers() => [.. Enumerable.Range(0, count).Select(_ => (double)(float)((random.NextDouble() - 0.5) * 2))];
            var origin = Numbers();

            // Differences that are often equal and often zero, as those of narrow types are.
            double[] Near() => [.. origin.Select(x => x + (random.Next(-4, 5) / 64.0))];
            var (three, near, weights) = ((double[][])[Numbers(), Numbers(), Numbers()], (double[][])[Near(), Near(), Near()], (double[])[0.5, 0.3, 0.7]);
            Dictionary<string, double>[] Own(params (string Name, double Value)[] more) =>
                [.. weights.Select((weight, i) => more.Append(("weight", weight)).ToDictionary(pair => pair.Item1, pair => pair.Item2 + (pair.Item1 == "density" ? i * 0.05 : 0)))];

            yield return new("linear", shape) { Models = three, Of = Own() };
            yield return new("linear", shape) { Models = three, Of = Own(), Shared = new() { ["normalize"] = 0 } };
            yield return new("passthrough", shape) { Models = [origin], Of = [new() { ["scale"] = 0.25 }] };
            yield return new("nearswap", shape) { Models = [near[0]], Base = origin, Shared = new() { ["t"] = 0.02 } };
            yield return new("slerp", shape) { Models = [three[0]], Base = origin, Shared = new() { ["t"] = 0.3 } };
            yield return new("slerp", shape) { Models = [origin.Select(x => x * 2).ToArray()], Base = origin, Shared = new() { ["t"] = 0.3 } };
            foreach (var (flat, rows) in ((int, int)[])[(1, 0), (0, 0), (0, 1)])
            {
                if (flat == 0 && (shape.Length < 2 || shape[0] == 1))
                    continue;
                yield return new("nuslerp", shape) { Models = three[..2], Of = Own()[..2], Shared = new() { ["nuslerp_flatten"] = flat, ["nuslerp_row_wise"] = rows } };
                yield return new("nuslerp", shape) { Models = three[..2], Base = origin, Of = Own()[..2], Shared = new() { ["nuslerp_flatten"] = flat, ["nuslerp_row_wise"] = rows } };
            }

            if (count > 1)
            {
                yield return new("multislerp", shape) { Models = three, Of = Own() };
                yield return new("multislerp", shape) { Models = three, Base = origin, Of = Own() };
                yield return new("karcher", shape) { Models = three };
                yield return new("karcher", shape) { Models = three, Shared = new() { ["max_iter"] = 50, ["tol"] = 1e-9 } };
            }

            yield return new("model_stock", shape) { Models = [.. near.Select(x => x.Zip(three[0], (a, b) => a + b).ToArray())], Base = origin };
            yield return new("model_stock", shape) { Models = [.. near.Select(x => x.Zip(three[0], (a, b) => a + b).ToArray())], Base = origin, Shared = new() { ["filter_wise"] = 1 } };
            foreach (var name in (string[])["task_arithmetic", "ties", "dare_linear", "dare_ties", "della", "della_linear", "breadcrumbs", "breadcrumbs_ties"])
            {
                yield return new(name, shape) { Models = near, Base = origin, Of = Own(("density", 0.5), ("epsilon", 0.1), ("gamma", 0.05)), Shared = new() { ["lambda"] = 0.8 } };
                yield return new(name, shape) { Models = three, Base = origin, Of = Own(("density", 0.3), ("epsilon", 0.2), ("gamma", 0.3)), Shared = new() { ["rescale"] = 0, ["normalize"] = 1 } };
                if (count > 100)
                    yield return new(name, shape) { Models = near, Base = origin, Of = Own(("density", 0.6), ("epsilon", 0.1), ("gamma", 0.02)), IsCompatible = true, MathType = TensorType.F64 };
            }

            yield return new("sce", shape) { Models = near, Base = origin };
            yield return new("sce", shape) { Models = near, Base = origin, Shared = new() { ["select_topk"] = 0.4 } };
            yield return new("arcee_fusion", shape) { Models = [three[0]], Base = origin };
            yield return new("ram", shape) { Models = near, Base = origin };
            yield return new("ramplus_tl", shape) { Models = near, Base = origin, Shared = new() { ["r"] = 0.3, ["alpha"] = 5 } };
            yield return new("fisher", shape) { Models = three, Of = Own(), Statistics = [.. three.Select(x => x.Select(e => e * e).ToArray())] };
        }

        yield return Regression(rows: 6, inputs: 9);
    }

    private static MethodRun Regression(int rows, int inputs)
    {
        var random = new Random(5);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        double[] Gram()
        {
            var (x, gram) = (Numbers(20 * inputs), new double[inputs * inputs]);
            for (var sample = 0; sample < 20; sample++)
            {
                for (var i = 0; i < gram.Length; i++)
                    gram[i] += x[(sample * inputs) + (i / inputs)] * x[(sample * inputs) + (i % inputs)];
            }

            return gram;
        }

        return new("regression_mean", [rows, inputs])
        {
            Models = [Numbers(rows * inputs), Numbers(rows * inputs)],
            Of = [new() { ["weight"] = 0.7 }, new() { ["weight"] = 0.4 }],
            Statistics = [Gram(), Gram()],
        };
    }
}
