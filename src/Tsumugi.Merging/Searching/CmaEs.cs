namespace Tsumugi.Merging.Searching;

/// <summary>
/// Covariance matrix adaptation evolution strategy within the unit cube: asks for points, is told how good they were, and asks again nearer to the good
/// ones. The same seed and the same answers give the same questions.
/// </summary>
/// <remarks>Hansen, "The CMA Evolution Strategy: A Tutorial" (2016), figure 6, with its default settings. Points beyond a face of the cube are mirrored at it.</remarks>
public sealed class CmaEs
{
    private readonly int _dimensions;
    private readonly Random _random;
    private readonly double[] _weights;
    private readonly double _muEffective;
    private readonly double[] _mean;
    private readonly double[] _pathOfStep;
    private readonly double[] _pathOfShape;
    private readonly double[,] _covariance;
    private readonly List<double[]> _asked = [];
    private double _step;
    private int _generation;

    /// <param name="dimensions">At least 1.</param>
    /// <param name="step">Standard deviation of the first generation around the cube's middle.</param>
    public CmaEs(int dimensions, int seed, double step = 0.3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        (_dimensions, _random, _step, Size) = (dimensions, new(seed), step, SizeFor(dimensions));
        (_mean, _pathOfStep, _pathOfShape, _covariance) = (new double[dimensions], new double[dimensions], new double[dimensions], new double[dimensions, dimensions]);
        for (var i = 0; i < dimensions; i++)
            (_mean[i], _covariance[i, i]) = (0.5, 1);
        double[] raw = [.. Enumerable.Range(1, Size / 2).Select(rank => Math.Log((Size + 1) / 2.0) - Math.Log(rank))];
        _weights = [.. raw.Select(weight => weight / raw.Sum())];
        _muEffective = 1 / _weights.Sum(weight => weight * weight);
    }

    /// <summary>Points in a generation: λ.</summary>
    public int Size { get; }

    public static int SizeFor(int dimensions) => 4 + (int)(3 * Math.Log(dimensions));

    /// <returns>The next generation, each coordinate from 0 to 1.</returns>
    public IReadOnlyList<double[]> Ask()
    {
        var (values, vectors) = SymmetricMatrix.Eigen(_covariance);
        _asked.Clear();
        for (var point = 0; point < Size; point++)
        {
            double[] stretched = [.. values.Select(value => Math.Sqrt(Math.Max(value, 0)) * Normal())];
            var moved = SymmetricMatrix.Times(vectors, stretched);
            _asked.Add([.. moved.Select((move, i) => _mean[i] + (_step * move))]);
        }

        return [.. _asked.Select(point => point.Select(Mirror).ToArray())];
    }

    /// <param name="values">Of the points in their order; the least is the best, and null is worse than all.</param>
    public void Tell(IReadOnlyList<double?> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Count, _asked.Count, nameof(values));
        List<double[]> best = [.. _asked.Index().OrderBy(point => values[point.Index] ?? double.PositiveInfinity).ThenBy(point => point.Index).Take(_weights.Length).Select(point => point.Item)];
        _generation++;
        double n = _dimensions;
        var rateOfStepPath = (_muEffective + 2) / (n + _muEffective + 5);
        var damping = 1 + (2 * Math.Max(0, Math.Sqrt((_muEffective - 1) / (n + 1)) - 1)) + rateOfStepPath;
        var rateOfShapePath = (4 + (_muEffective / n)) / (n + 4 + (2 * _muEffective / n));
        var rateOfOne = 2 / (((n + 1.3) * (n + 1.3)) + _muEffective);
        var rateOfMany = Math.Min(1 - rateOfOne, 2 * (_muEffective - 2 + (1 / _muEffective)) / (((n + 2) * (n + 2)) + _muEffective));

        // Moves of the best in units of the step, and of their mean.
        List<double[]> moves = [.. best.Select(point => point.Select((at, i) => (at - _mean[i]) / _step).ToArray())];
        double[] move = [.. Enumerable.Range(0, _dimensions).Select(i => moves.Select((one, rank) => _weights[rank] * one[i]).Sum())];
        var whitened = SymmetricMatrix.InverseRootTimes(_covariance, move);
        for (var i = 0; i < _dimensions; i++)
        {
            _mean[i] += _step * move[i];
            _pathOfStep[i] = ((1 - rateOfStepPath) * _pathOfStep[i]) + (Math.Sqrt(rateOfStepPath * (2 - rateOfStepPath) * _muEffective) * whitened[i]);
        }

        var length = Math.Sqrt(_pathOfStep.Sum(one => one * one));
        var expected = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));
        var isShort = length / Math.Sqrt(1 - Math.Pow(1 - rateOfStepPath, 2 * _generation)) < (1.4 + (2 / (n + 1))) * expected;
        for (var i = 0; i < _dimensions; i++)
            _pathOfShape[i] = ((1 - rateOfShapePath) * _pathOfShape[i]) + (isShort ? Math.Sqrt(rateOfShapePath * (2 - rateOfShapePath) * _muEffective) * move[i] : 0);
        var kept = 1 - rateOfOne - rateOfMany + (isShort ? 0 : rateOfOne * rateOfShapePath * (2 - rateOfShapePath));
        for (var i = 0; i < _dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var many = moves.Select((one, rank) => _weights[rank] * one[i] * one[j]).Sum();
                _covariance[i, j] = _covariance[j, i] = (kept * _covariance[i, j]) + (rateOfOne * _pathOfShape[i] * _pathOfShape[j]) + (rateOfMany * many);
            }
        }

        _step *= Math.Exp(Math.Min(1, rateOfStepPath / damping * ((length / expected) - 1)));
    }

    private static double Mirror(double at)
    {
        var folded = Math.Abs(at) % 2;
        return folded > 1 ? 2 - folded : folded;
    }

    /// <summary>Box and Muller's, of whose two numbers one is used: nothing is kept between calls.</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
