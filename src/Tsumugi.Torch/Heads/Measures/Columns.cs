namespace Tsumugi.Torch.Heads.Measures;

/// <summary>Measures each output by itself, on the items where it is known.</summary>
internal static class Columns
{
    /// <param name="predictions">[n, columns], row after row.</param>
    /// <param name="targets">[n, columns], row after row; NaN where unknown.</param>
    /// <returns>Each measure's mean over the columns where it is a number; those without any are left out.</returns>
    public static IReadOnlyDictionary<string, double> Mean(
        float[] predictions, float[] targets, int columns, params (string Name, Func<IReadOnlyList<float>, IReadOnlyList<float>, double> Of)[] measures)
    {
        var found = measures.ToDictionary(measure => measure.Name, _ => new List<double>());
        for (var column = 0; column < columns; column++)
        {
            var (predicted, measured) = (new List<float>(), new List<float>());
            for (var at = column; at < targets.Length; at += columns)
            {
                if (float.IsNaN(targets[at]))
                    continue;
                predicted.Add(predictions[at]);
                measured.Add(targets[at]);
            }

            foreach (var (name, of) in measured.Count == 0 ? [] : measures)
            {
                if (of(predicted, measured) is var value && double.IsFinite(value))
                    found[name].Add(value);
            }
        }

        return found.Where(row => row.Value.Count > 0).ToDictionary(row => row.Key, row => row.Value.Average());
    }
}
