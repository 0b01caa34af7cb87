namespace Tsumugi.Merging.Planning;

/// <summary>A tensor's name, taken apart at the number of its layer: <c>encoder.layer.</c>, 3, <c>.output.dense.weight</c>.</summary>
internal readonly record struct LayerName(string Stack, int Layer, string Rest)
{
    /// <returns>Null for a tensor outside of layers. The first number counts: one of experts within a layer comes later.</returns>
    public static LayerName? Parse(string name)
    {
        var start = 0;
        foreach (var part in name.Split('.'))
        {
            if (part.Length is > 0 and < 6 && part.All(char.IsAsciiDigit) && start > 0)
                return new(name[..start], int.Parse(part, System.Globalization.CultureInfo.InvariantCulture), name[(start + part.Length)..]);
            start += part.Length + 1;
        }

        return null;
    }

    /// <summary>Tensors before the first layer, which get a gradient's first value; others outside of layers get its last.</summary>
    public static bool IsBeforeLayers(string name) => IsEmbedding(name) || name.Contains("position", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tensors with a row for each token, at either end of a model.</summary>
    public static bool IsEmbedding(string name) =>
        name.Contains("embed", StringComparison.OrdinalIgnoreCase) || name.Contains("wte", StringComparison.Ordinal) || name.Contains("wpe", StringComparison.Ordinal) || name.StartsWith("shared.", StringComparison.Ordinal);

    /// <summary>Heads that name tokens.</summary>
    public static bool IsTokenHead(string name) =>
        name.Contains("lm_head", StringComparison.Ordinal) || name.Contains("predictions", StringComparison.Ordinal) || name.Contains("embed_out", StringComparison.Ordinal) || name.StartsWith("head.", StringComparison.Ordinal) || name.StartsWith("output.", StringComparison.Ordinal);
}
