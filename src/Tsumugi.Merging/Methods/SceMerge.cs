namespace Tsumugi.Merging.Methods;

/// <summary>Counts the elements that vary, ranks them by variance, weighs the models, and combines.</summary>
internal sealed class SceMerge(TensorStep step) : TensorMerge
{
    private const int Counting = 0, FirstRanking = 1, Weighing = 3;

    private readonly double _share = step.Shared["select_topk"];
    private readonly int _models = step.Models.Count;
    private readonly long[] _varying = new long[step.Segments];
    private readonly long[] _equals = new long[step.Segments];
    private readonly double[,] _energies = new double[step.Segments, step.Models.Count];
    private double[] _weights = [];
    private RankSelector? _ranks;
    private bool _selectsNone;

    private bool SelectsAll => _share >= 1;

    public override bool Wants(int look) => Stage(look) <= Weighing;

    public override void Look(int look, Tile tile)
    {
        tile.SubtractBase(_models);
        switch (Stage(look))
        {
            case Counting:
                _varying[tile.Segment] += Variance(tile).Length - tile.Result.AsSpan(0, tile.Length).Count(0.0);
                break;
            case < Weighing and var stage:
                _ranks!.Look(stage - FirstRanking, tile.Segment, Variance(tile));
                break;
            default:
                Select(tile);
                for (var model = 0; model < _models; model++)
                    _energies[tile.Segment, model] += Vectors.Dot(tile[model], tile[model]);
                break;
        }
    }

    public override void Settle(int look)
    {
        var stage = Stage(look);
        if (stage == Counting)
        {
            var kept = (long)(_share * _varying.Sum());
            (_selectsNone, _ranks) = (kept == 0, new(step.Segments, [kept]));
        }
        else if (stage < Weighing)
        {
            _ranks!.Settle(stage - FirstRanking);
        }
        else
        {
            _weights = Weigh();
        }

        if (stage >= FirstRanking + 1)
            BeginSelection();
    }

    public override void Combine(Tile tile, Span<double> result)
    {
        tile.SubtractBase(_models);
        Select(tile);
        result.Clear();
        for (var model = 0; model < _models; model++)
            Vectors.Add(result, tile[model]);
        for (var i = 0; i < result.Length; i++)
        {
            var (sum, divisor) = (0.0, 0.0);
            for (var model = 0; model < _models; model++)
            {
                var difference = tile[model][i];
                if (result[i] >= 0 ? difference > 0 : difference < 0)
                    (sum, divisor) = (sum + (_weights[model] * difference), divisor + _weights[model]);
            }

            result[i] = divisor == 0 ? sum : sum / divisor;
        }

        Vectors.Add(result, tile.Base);
    }

    /// <summary>Where all elements are taken, models are weighed at once.</summary>
    private int Stage(int look) => SelectsAll ? look + Weighing : look;

    /// <summary>Over the models, of each element; into the tile's result.</summary>
    private Span<double> Variance(Tile tile)
    {
        var variance = tile.Result.AsSpan(0, tile.Length);
        for (var i = 0; i < variance.Length; i++)
        {
            var (mean, squares) = (0.0, 0.0);
            for (var model = 0; model < _models; model++)
                mean += tile[model][i];
            mean /= _models;
            for (var model = 0; model < _models; model++)
                squares += (tile[model][i] - mean) * (tile[model][i] - mean);
            variance[i] = squares / _models;
        }

        return variance;
    }

    private void BeginSelection()
    {
        for (var segment = 0; segment < _equals.Length; segment++)
            _equals[segment] = SelectsAll || _selectsNone ? 0 : _ranks!.EqualsBefore(0, segment);
    }

    private void Select(Tile tile)
    {
        if (SelectsAll)
            return;
        var variance = Variance(tile);
        var (key, equals) = (_selectsNone ? null : _ranks!.KeyAt(0), _equals[tile.Segment]);
        for (var i = 0; i < variance.Length; i++)
        {
            var own = RankSelector.Key(variance[i]);
            if (_selectsNone || !_ranks!.IsBefore(0, own, equals))
            {
                for (var model = 0; model < _models; model++)
                    tile[model][i] = 0;
            }

            equals += own == key ? 1 : 0;
        }

        _equals[tile.Segment] = equals;
    }

    private double[] Weigh()
    {
        var energies = new double[_models];
        for (var segment = 0; segment < step.Segments; segment++)
        {
            for (var model = 0; model < _models; model++)
                energies[model] += _energies[segment, model];
        }

        var sum = energies.Sum();
        return [.. energies.Select(energy => sum == 0 ? 1.0 / _models : energy / sum)];
    }
}
