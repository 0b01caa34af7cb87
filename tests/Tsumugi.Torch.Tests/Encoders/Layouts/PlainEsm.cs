namespace Tsumugi.Torch.Tests.Encoders.Layouts;

/// <summary>ESM-2 as its paper and Hugging Face's names describe it, in plain loops over double-precision numbers: what the engine is held against.</summary>
internal sealed class PlainEsm(IReadOnlyDictionary<string, (float[] Values, long[] Shape)> tensors, int layers, int heads, double epsilon)
{
    /// <returns>[tokens][vocabulary]: scores of the head.</returns>
    public double[][] Score(int[] tokens, int mask)
    {
        var states = Encode(tokens, mask);
        return [.. states.Select(state =>
        {
            var x = Norm("lm_head.layer_norm", [.. Map("lm_head.dense", state).Select(Gelu)]);
            var embedding = Rows("esm.embeddings.word_embeddings.weight");
            return embedding.Select((row, i) => Dot(row, x) + tensors["lm_head.bias"].Values[i]).ToArray();
        })];
    }

    private double[][] Encode(int[] tokens, int mask)
    {
        // Token dropout: the share hidden in training was 15 % × 80 %.
        var scale = (1 - 0.15 * 0.8) / (1 - (double)tokens.Count(token => token == mask) / tokens.Length);
        var embedding = Rows("esm.embeddings.word_embeddings.weight");
        double[][] x = [.. tokens.Select(token => embedding[token].Select(value => token == mask ? 0 : value * scale).ToArray())];
        for (var layer = 0; layer < layers; layer++)
        {
            var name = $"esm.encoder.layer.{layer}";
            var seen = Attend(name, [.. x.Select(row => Norm($"{name}.attention.LayerNorm", row))]);
            x = [.. x.Zip(seen, (row, from) => Add(row, Map($"{name}.attention.output.dense", from)))];
            x = [.. x.Select(row => Add(row, Map($"{name}.output.dense", [.. Map($"{name}.intermediate.dense", Norm($"{name}.LayerNorm", row)).Select(Gelu)])))];
        }

        return [.. x.Select(row => Norm("esm.encoder.emb_layer_norm_after", row))];
    }

    private double[][] Attend(string name, double[][] x)
    {
        var (width, headWidth) = (x[0].Length, x[0].Length / heads);
        double[][] Of(string part) => [.. x.Select(row => Map($"{name}.attention.self.{part}", row))];
        var (query, key, value) = (Of("query"), Of("key"), Of("value"));
        double[][] seen = [.. x.Select(_ => new double[width])];
        for (var head = 0; head < heads; head++)
        {
            double[] Part(double[] row) => row[(head * headWidth)..((head + 1) * headWidth)];
            for (var i = 0; i < x.Length; i++)
            {
                var turned = Turn(Part(query[i]), i);
                double[] weights = [.. Enumerable.Range(0, x.Length).Select(j => Math.Exp(Dot(turned, Turn(Part(key[j]), j)) / Math.Sqrt(headWidth)))];
                var sum = weights.Sum();
                for (var j = 0; j < x.Length; j++)
                {
                    for (var d = 0; d < headWidth; d++)
                        seen[i][head * headWidth + d] += weights[j] / sum * value[j][head * headWidth + d];
                }
            }
        }

        return seen;
    }

    /// <summary>Pairs of the first and the second half turn by the place times a frequency of their own.</summary>
    private static double[] Turn(double[] x, int place)
    {
        var (half, turned) = (x.Length / 2, new double[x.Length]);
        for (var d = 0; d < half; d++)
        {
            var angle = place * Math.Pow(10_000, -2.0 * d / x.Length);
            turned[d] = x[d] * Math.Cos(angle) - x[d + half] * Math.Sin(angle);
            turned[d + half] = x[d + half] * Math.Cos(angle) + x[d] * Math.Sin(angle);
        }

        return turned;
    }

    private double[] Map(string name, double[] x) =>
        [.. Rows($"{name}.weight").Select((row, i) => Dot(row, x) + tensors[$"{name}.bias"].Values[i])];

    private double[] Norm(string name, double[] x)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Sum(value => (value - mean) * (value - mean)) / x.Length + epsilon);
        return [.. x.Select((value, i) => (value - mean) / deviation * tensors[$"{name}.weight"].Values[i] + tensors[$"{name}.bias"].Values[i])];
    }

    private double[][] Rows(string name)
    {
        var (values, shape) = tensors[name];
        return [.. values.Chunk((int)shape[1]).Select(row => row.Select(value => (double)value).ToArray())];
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    /// <summary>x Φ(x), with the error function by its series.</summary>
    private static double Gelu(double x)
    {
        var (z, term) = (x / Math.Sqrt(2), x / Math.Sqrt(2));
        if (Math.Abs(z) > 5)
            return Math.Max(x, 0);
        var sum = term;
        for (var n = 1; n < 120; n++)
        {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }

        return 0.5 * x * (1 + 2 / Math.Sqrt(Math.PI) * sum);
    }
}
