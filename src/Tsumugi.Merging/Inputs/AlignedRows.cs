namespace Tsumugi.Merging.Inputs;

/// <summary>Where one row of an embedding comes from: nowhere, one model's row, or the mean of several.</summary>
internal sealed record RowOrigin(IReadOnlyList<(INumberSource Source, long Row)> Rows);

/// <summary>A model's embeddings in the order of the output's vocabulary.</summary>
/// <param name="own">The model's row for each row of the output, or -1.</param>
/// <param name="fallback">For rows that the model lacks, by the output's row.</param>
internal sealed class AlignedRows(INumberSource source, int rowLength, IReadOnlyList<int> own, IReadOnlyDictionary<int, RowOrigin> fallback) : INumberSource
{
    public void Read(long start, Span<double> numbers)
    {
        while (numbers.Length > 0)
        {
            var (row, within) = Math.DivRem(start, rowLength);
            var part = numbers[..(int)Math.Min(numbers.Length, rowLength - within)];
            ReadRow((int)row, within, part);
            start += part.Length;
            numbers = numbers[part.Length..];
        }
    }

    private void ReadRow(int row, long within, Span<double> part)
    {
        if (own[row] >= 0)
        {
            source.Read(((long)own[row] * rowLength) + within, part);
            return;
        }

        part.Clear();
        if (!fallback.TryGetValue(row, out var origin))
            return;
        var buffer = new double[part.Length];
        foreach (var (from, place) in origin.Rows)
        {
            from.Read((place * rowLength) + within, buffer);
            Vectors.Add(part, buffer);
        }

        if (origin.Rows.Count > 1)
            Vectors.Scale(part, 1.0 / origin.Rows.Count, part);
    }
}
