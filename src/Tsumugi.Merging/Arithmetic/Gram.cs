namespace Tsumugi.Merging.Arithmetic;

/// <summary>Inner products of all pairs of vectors: [vectors, vectors], symmetric.</summary>
internal sealed class Gram(int vectors)
{
    private readonly double[] _sums = new double[vectors * vectors];

    public int Vectors => vectors;

    public double this[int a, int b]
    {
        get => _sums[(Math.Min(a, b) * vectors) + Math.Max(a, b)];
        set => _sums[(Math.Min(a, b) * vectors) + Math.Max(a, b)] = value;
    }

    public double Norm(int a) => Math.Sqrt(this[a, a]);

    /// <summary>⟨Σ aᵢxᵢ, Σ bᵢxᵢ⟩</summary>
    public double Inner(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < vectors; i++)
        {
            for (var j = 0; j < vectors; j++)
                sum += a[i] * b[j] * this[i, j];
        }

        return sum;
    }

    public void Add(Gram other)
    {
        for (var i = 0; i < _sums.Length; i++)
            _sums[i] += other._sums[i];
    }
}
