namespace Tsumugi.Merging.Methods;

/// <summary>A piece of one tensor, of every source, in memory. Whoever holds it may overwrite it.</summary>
/// <remarks>Pieces of one segment come in order and to one thread at a time; segments may come side by side.</remarks>
internal sealed class Tile
{
    private readonly double[][] _numbers;

    /// <param name="capacity">Numbers of one source.</param>
    public Tile(int sources, int capacity)
    {
        _numbers = [.. Enumerable.Range(0, sources).Select(_ => GC.AllocateUninitializedArray<double>(capacity))];
        Result = GC.AllocateUninitializedArray<double>(capacity);
    }

    public int Segment { get; set; }

    /// <summary>Place of the first element in the whole tensor.</summary>
    public long Start { get; set; }

    public int Length { get; set; }

    public double[] Result { get; }

    public Span<double> this[int source] => _numbers[source].AsSpan(0, Length);

    /// <summary>The base's numbers; the base is the last source.</summary>
    public Span<double> Base => this[_numbers.Length - 1];

    /// <summary>Turns models into their differences from the base.</summary>
    public void SubtractBase(int models)
    {
        for (var model = 0; model < models; model++)
            Vectors.Subtract(this[model], Base);
    }
}
