using Tsumugi.Merging.Arithmetic;

namespace Tsumugi.Merging.Tests.Methods;

/// <summary>Every method once more, the slow and obvious way: whole arrays, sorted, one number at a time.</summary>
internal static class PlainMethods
{
    public static double[] Run(MethodRun run) => run.Method switch
    {
        "linear" => Linear(run),
        "passthrough" => [.. run.Models[0].Select(x => x * run.Of1(0, "scale"))],
        "nearswap" => NearSwap(run.Base!, run.Models[0], run.Shared1("t")),
        "slerp" => Slerp(run.Base!, run.Models[0], run.Shared1("t")),
        "nuslerp" => NuSlerp(run),
        "multislerp" => MultiSlerp(run),
        "karcher" => Karcher(run),
        "model_stock" => ModelStock(run),
        "sce" => Sce(run),
        "arcee_fusion" => Fusion(run),
        "ram" or "ramplus_tl" => Ram(run),
        "fisher" => Fisher(run),
        "regression_mean" => RegressionMean(run),
        _ => Consensus(run),
    };

    private static double[] Linear(MethodRun run)
    {
        var total = run.Shared1("normalize") == 1 ? run.Models.Select((_, m) => run.Of1(m, "weight")).Sum() : 1;
        return Each(run, i => run.Models.Select((x, m) => run.Of1(m, "weight") * x[i]).Sum() / total);
    }

    private static double[] NearSwap(double[] a, double[] b, double t) =>
        [.. a.Zip(b, (x, y) => { var w = Math.Clamp(t / Math.Max(Math.Abs(x - y), 1e-300), 0, 1); return (w * y) + ((1 - w) * x); })];

    private static double[] Slerp(double[] a, double[] b, double t)
    {
        var cosine = Dot(a, b) / (Norm(a) * Norm(b));
        if (Math.Abs(cosine) > 0.9995)
            return [.. a.Zip(b, (x, y) => ((1 - t) * x) + (t * y))];
        var angle = Math.Acos(cosine);
        return [.. a.Zip(b, (x, y) => ((Math.Sin((1 - t) * angle) * x) + (Math.Sin(t * angle) * y)) / Math.Sin(angle))];
    }

    private static double[] NuSlerp(MethodRun run)
    {
        var (w1, w2) = (run.Of1(0, "weight"), run.Of1(1, "weight"));
        var t = Math.Abs(w1 + w2) < 1e-6 ? 0.5 : w2 / (w1 + w2);
        var (a, b) = (Difference(run, 0), Difference(run, 1));
        var result = new double[a.Length];
        foreach (var line in Lines(run))
        {
            var (x, y) = (line.Select(i => a[i]).ToArray(), line.Select(i => b[i]).ToArray());
            var angle = Math.Acos(Math.Clamp(Dot(x, y) / (Norm(x) * Norm(y)), -1, 1));
            for (var i = 0; i < line.Length; i++)
            {
                result[line[i]] = (Math.Abs(Math.Sin(angle)) < 1e-8
                    ? ((1 - t) * x[i]) + (t * y[i])
                    : ((Math.Sin((1 - t) * angle) * x[i]) + (Math.Sin(t * angle) * y[i])) / Math.Sin(angle)) + (run.Base?[line[i]] ?? 0);
            }
        }

        return result;
    }

    private static IEnumerable<int[]> Lines(MethodRun run)
    {
        var count = run.Models[0].Length;
        var columns = (int)run.Shape[^1];
        if (run.Shared1("nuslerp_flatten") == 1)
            return [[.. Enumerable.Range(0, count)]];
        var width = count / (int)run.Shape[0];
        return run.Shared1("nuslerp_row_wise") == 1
            ? Enumerable.Range(0, width).Select(column => Enumerable.Range(0, count / width).Select(row => (row * width) + column).ToArray())
            : Enumerable.Range(0, count / columns).Select(row => Enumerable.Range(row * columns, columns).ToArray());
    }

    private static double[] MultiSlerp(MethodRun run)
    {
        var (count, eps) = (run.Models.Length, run.Shared1("eps"));
        var weights = Enumerable.Range(0, count).Select(m => run.Of1(m, "weight")).ToArray();
        if (run.Shared1("normalize_weights") == 1)
            weights = Over(weights, weights.Sum());
        var x = Enumerable.Range(0, count).Select(m => Difference(run, m)).ToArray();
        if (count == 1)
            return run.Models[0];
        var unit = x.Select(v => Over(v, Norm(v) + eps)).ToArray();
        var mean = Sum(unit, weights);
        var length = Norm(mean);
        mean = [.. mean.Select(e => e / length)];
        var tangents = unit.Select(u => { var d = Dot(u, mean); return u.Zip(mean, (e, m) => e - (d * m)).ToArray(); }).ToArray();
        var tangent = Sum(tangents, weights);
        var n = Norm(tangent) + eps;
        var scale = Enumerable.Range(0, count).Sum(m => weights[m] * Norm(x[m]));
        return [.. mean.Select((m, i) => (((m * Math.Cos(n)) + (tangent[i] * Math.Sin(n) / n)) * scale) + (run.Base?[i] ?? 0))];
    }

    private static double[] Karcher(MethodRun run)
    {
        var (count, tol) = (run.Models.Length, run.Shared1("tol"));
        if (count == 1)
            return run.Models[0];
        var unit = run.Models.Select(v => Over(v, Norm(v))).ToArray();
        var share = Enumerable.Repeat(1.0 / count, count).ToArray();
        var u = Sum(unit, share);
        u = Over(u, Norm(u));
        for (var round = 0; round < run.Shared1("max_iter"); round++)
        {
            var tangent = new double[u.Length];
            foreach (var v in unit)
            {
                var cosine = Math.Clamp(Dot(v, u), -1, 1);
                var angle = Math.Acos(cosine);
                if (angle < tol)
                    continue;
                for (var i = 0; i < u.Length; i++)
                    tangent[i] += angle / Math.Sin(angle) * (v[i] - (cosine * u[i])) / count;
            }

            var n = Norm(tangent);
            if (n < tol)
                break;
            u = [.. u.Select((e, i) => (Math.Cos(n) * e) + (Math.Sin(n) * tangent[i] / n))];
            u = Over(u, Norm(u));
        }

        var scale = run.Models.Sum(Norm) / count;
        return [.. u.Select(e => e * scale)];
    }

    private static double[] ModelStock(MethodRun run)
    {
        var result = new double[run.Base!.Length];
        var width = run.Shared1("filter_wise") == 1 ? (int)run.Shape[^1] : result.Length;
        var n = run.Models.Length;
        var differences = Enumerable.Range(0, n).Select(m => Difference(run, m)).ToArray();
        for (var start = 0; start < result.Length; start += width)
        {
            var d = differences.Select(x => x[start..(start + width)]).ToArray();
            var cosines = from i in Enumerable.Range(0, n) from j in Enumerable.Range(i + 1, n - i - 1) select Dot(d[i], d[j]) / (Norm(d[i]) * Norm(d[j]));
            var cosine = cosines.Average();
            var t = cosine <= 0 ? 0 : n * cosine / (1 + ((n - 1) * cosine));
            for (var i = 0; i < width; i++)
                result[start + i] = (t * run.Models.Average(m => m[start + i])) + ((1 - t) * run.Base[start + i]);
        }

        return result;
    }

    private static double[] Consensus(MethodRun run)
    {
        var name = run.Method;
        var count = run.Models.Length;
        var d = Enumerable.Range(0, count).Select(m => Sparse(run, m, Difference(run, m))).ToArray();
        var w = Enumerable.Range(0, count).Select(m => run.Of1(m, "weight")).ToArray();
        var consensus = name is "ties" or "dare_ties" or "della" or "breadcrumbs_ties";
        return Each(run, i =>
        {
            var sum = 0.0;
            var divisor = 0.0;
            var sign = Enumerable.Range(0, count).Sum(m => w[m] * d[m][i]) >= 0 ? 1 : -1;
            for (var m = 0; m < count; m++)
            {
                if (consensus && Math.Sign(w[m] * d[m][i]) != sign)
                    continue;
                sum += w[m] * d[m][i];
                divisor += w[m];
            }

            return run.Base![i] + (run.Shared1("lambda") * (run.Shared1("normalize") == 1 && divisor != 0 ? sum / divisor : sum));
        });
    }

    private static double[] Sparse(MethodRun run, int m, double[] d)
    {
        if (run.Method == "task_arithmetic" || run.Of1(m, "density") >= 1)
            return d;
        var density = run.Of1(m, "density");
        var kept = (int)(density * d.Length);

        // From the largest down, equal ones in the order of their places.
        var order = Enumerable.Range(0, d.Length).OrderByDescending(i => Math.Abs((float)d[i])).ToArray();
        var random = Philox.For(run.Seed, "layer.0.weight", MethodRun.Name(m));
        double Uniform(int i)
        {
            var (a, b, c, e) = random.Block((uint)((i / 32 * 8) + (i % 8)), 0, 0, 0);
            return (i / 8 % 4) switch { 0 => a, 1 => b, 2 => c, _ => e } / 4294967296.0;
        }

        var mask = new double[d.Length];
        switch (run.Method)
        {
            case "ties":
                foreach (var i in order.Take(kept))
                    mask[i] = 1;
                return [.. d.Zip(mask, (x, k) => x * k)];
            case "breadcrumbs" or "breadcrumbs_ties":
                var top = Math.Min((int)(run.Of1(m, "gamma") * d.Length), d.Length - kept);
                if (top == 0 && run.IsCompatible)
                    return mask;
                foreach (var i in order.Skip(top).Take(kept))
                    mask[i] = 1;
                return [.. d.Zip(mask, (x, k) => x * k)];
            case "dare_linear" or "dare_ties":
                for (var i = 0; i < d.Length; i++)
                    mask[i] = Uniform(i) < density ? 1 / density : 0;
                break;
            default:
                var width = (int)run.Shape[^1];
                for (var start = 0; start < d.Length; start += width)
                {
                    var ranks = Enumerable.Range(start, width).OrderBy(i => Math.Abs((float)d[i])).ToArray();
                    for (var rank = 0; rank < width; rank++)
                    {
                        var p = density - run.Of1(m, "epsilon") + ((width == 1 ? 0.5 : (double)rank / (width - 1)) * 2 * run.Of1(m, "epsilon"));
                        mask[ranks[rank]] = Uniform(ranks[rank]) < p ? 1 / p : 0;
                    }
                }

                break;
        }

        if (run.Shared1("rescale") == 0)
            return [.. d.Zip(mask, (x, k) => k > 0 ? x : 0)];
        if (!run.IsCompatible)
            return [.. d.Zip(mask, (x, k) => x * k)];
        var masked = d.Zip(mask, (x, k) => k > 0 ? x : 0).ToArray();
        var factor = d.Sum(Math.Abs) / masked.Sum(Math.Abs);
        return [.. masked.Select(x => x * factor)];
    }

    private static double[] Sce(MethodRun run)
    {
        var count = run.Models.Length;
        var d = Enumerable.Range(0, count).Select(m => Difference(run, m)).ToArray();
        var topk = run.Shared1("select_topk");
        if (topk < 1)
        {
            var variance = Each(run, i => { var mean = d.Average(x => x[i]); return d.Average(x => (x[i] - mean) * (x[i] - mean)); });
            var kept = (int)(topk * variance.Count(v => v != 0));
            var chosen = Enumerable.Range(0, variance.Length).OrderByDescending(i => (float)variance[i]).Take(kept).ToHashSet();
            d = [.. d.Select(x => x.Select((e, i) => chosen.Contains(i) ? e : 0).ToArray())];
        }

        var energy = d.Select(x => x.Sum(e => e * e)).ToArray();
        var total = energy.Sum();
        var w = energy.Select(e => total == 0 ? 1.0 / count : e / total).ToArray();
        return Each(run, i =>
        {
            var sign = d.Sum(x => x[i]) >= 0 ? 1 : -1;
            var agreeing = Enumerable.Range(0, count).Where(m => Math.Sign(d[m][i]) == sign).ToList();
            var divisor = agreeing.Sum(m => w[m]);
            return run.Base![i] + (agreeing.Sum(m => w[m] * d[m][i]) / (divisor == 0 ? 1 : divisor));
        });
    }

    private static double[] Fusion(MethodRun run)
    {
        var (a, b, width) = (run.Base!, run.Models[0], (int)run.Shape[^1]);
        var importance = new double[a.Length];
        for (var start = 0; start < a.Length; start += width)
        {
            var p = Softmax(b[start..(start + width)]).Select(e => e + 1e-8).ToArray();
            var q = Softmax(a[start..(start + width)]).Select(e => e + 1e-8).ToArray();
            var divergence = Math.Max(0, p.Zip(q, (x, y) => x * Math.Log(x / y)).Sum());
            for (var i = start; i < start + width; i++)
                importance[i] = (float)(Math.Abs(b[i] - a[i]) * divergence);
        }

        var sorted = importance.Order().ToArray();
        double Quantile(double q) => sorted[(int)(q * (sorted.Length - 1))];
        var threshold = Quantile(0.5) + (1.5 * (Quantile(0.75) - Quantile(0.25)));
        return Each(run, i => importance[i] >= threshold ? b[i] : a[i]);
    }

    private static double[] Ram(MethodRun run)
    {
        var (count, eps) = (run.Models.Length, run.Shared1("epsilon"));
        var d = Enumerable.Range(0, count).Select(m => Difference(run, m)).ToArray();
        int Having(int i) => d.Count(x => Math.Abs(x[i]) > eps);
        var factor = d.Select(x =>
        {
            if (run.Method == "ram")
                return 1;
            var own = Enumerable.Range(0, x.Length).Where(i => Math.Abs(x[i]) > eps).ToList();
            var shared = own.Count(i => Having(i) > 1);
            return 1 + (run.Shared1("r") * Math.Clamp(shared / Math.Max((double)(own.Count - shared), eps), 0, run.Shared1("alpha")));
        }).ToArray();
        return Each(run, i => run.Base![i] + Enumerable.Range(0, count).Where(m => Math.Abs(d[m][i]) > eps).Sum(m => Having(i) == 1 ? d[m][i] * factor[m] : d[m][i] / Having(i)));
    }

    private static double[] Fisher(MethodRun run) => Each(run, i =>
    {
        var f = Enumerable.Range(0, run.Models.Length).Select(m => run.Of1(m, "weight") * Math.Max(run.Statistics![m][i], run.Shared1("fisher_floor"))).ToArray();
        return run.Models.Select((x, m) => f[m] * x[i]).Sum() / f.Sum();
    });

    /// <summary>By Gauss's elimination of (Σ G) Wᵀ = (Σ W G)ᵀ.</summary>
    private static double[] RegressionMean(MethodRun run)
    {
        var n = (int)run.Shape[1];
        var g = run.Statistics!.Select((x, m) => x.Select((e, i) => e * run.Of1(m, "weight") * (i / n == i % n ? 1 : run.Shared1("alpha"))).ToArray()).ToArray();
        var ridge = run.Shared1("ridge") * g.Sum(x => Enumerable.Range(0, n).Sum(i => x[(i * n) + i])) / n;
        foreach (var x in g)
        {
            for (var i = 0; i < n; i++)
                x[(i * n) + i] += ridge;
        }

        var result = new double[run.Models[0].Length];
        for (var row = 0; row < run.Shape[0]; row++)
        {
            var system = new double[n, n + 1];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    system[i, j] = g.Sum(x => x[(i * n) + j]);
                    system[i, n] += g.Select((x, m) => x[(i * n) + j] * run.Models[m][(row * n) + j]).Sum();
                }
            }

            for (var i = 0; i < n; i++)
            {
                for (var k = 0; k < n; k++)
                {
                    if (k == i)
                        continue;
                    var factor = system[k, i] / system[i, i];
                    for (var j = i; j <= n; j++)
                        system[k, j] -= factor * system[i, j];
                }
            }

            for (var i = 0; i < n; i++)
                result[(row * n) + i] = system[i, n] / system[i, i];
        }

        return result;
    }

    private static double[] Softmax(double[] x)
    {
        var largest = x.Max();
        var e = x.Select(v => Math.Exp(v - largest)).ToArray();
        var sum = e.Sum();
        return [.. e.Select(v => v / sum)];
    }

    private static double[] Difference(MethodRun run, int model) => run.Base is { } origin ? [.. run.Models[model].Zip(origin, (x, y) => x - y)] : run.Models[model];

    private static double[] Over(double[] a, double divisor) => [.. a.Select(e => e / divisor)];

    private static double[] Sum(double[][] vectors, double[] weights) => [.. vectors[0].Select((_, i) => vectors.Select((v, m) => weights[m] * v[i]).Sum())];

    private static double[] Each(MethodRun run, Func<int, double> element) => [.. Enumerable.Range(0, run.Models[0].Length).Select(element)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Norm(double[] a) => Math.Sqrt(Dot(a, a));
}
