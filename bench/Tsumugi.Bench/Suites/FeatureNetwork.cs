using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>From features to scores: a linear map, and beside it two hidden layers that begin by saying nothing.</summary>
/// <remarks>Wide and deep, Cheng et al. 2016: where data are too few for more, what is learned is close to the linear baseline.</remarks>
internal sealed class FeatureNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Projection _wide;
    private readonly Projection _first;
    private readonly Projection _second;
    private readonly Projection _third;

    /// <param name="linearStart">Whether the linear map begins at random, as where there is nothing but contrast to learn from, rather than at nothing.</param>
    public FeatureNetwork(long features, int width, int outputs, bool linearStart = false) : base("network")
    {
        _wide = new(features, outputs);
        _first = new(features, width);
        _second = new(width, width);
        _third = new(width, outputs);
        RegisterComponents();
        using (no_grad())
        {
            nn.init.normal_(_wide.Weight, 0, linearStart ? Math.Sqrt(1.0 / features) : 0);
            _third.Weight.zero_();
            nn.init.normal_(_first.Weight, 0, Math.Sqrt(1.0 / features));
            nn.init.normal_(_second.Weight, 0, Math.Sqrt(1.0 / width));
        }
    }

    /// <param name="x">[n, features]</param>
    /// <returns>[n, outputs]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var hidden = nn.functional.gelu(_second.forward(nn.functional.gelu(_first.forward(x))));
        return (_wide.forward(x) + _third.forward(hidden)).MoveToOuterDisposeScope();
    }

    /// <param name="Width">Of the hidden layers.</param>
    /// <param name="Members">Networks from different beginnings, whose predictions are averaged.</param>
    /// <param name="Hidden">Share of features that a step leaves out.</param>
    public sealed record Options(int Width, int Members, int Steps, double LearningRate, double WeightDecay, double Hidden)
    {
        public int RowsPerStep { get; init; } = 256;
    }

    /// <summary>Trains on some rows and predicts others.</summary>
    /// <param name="head">The question: its kind gives the loss and what scores mean.</param>
    /// <param name="x">[n, features], float32, as <paramref name="unseen"/>.</param>
    /// <param name="y">[n, targets], NaN where unknown.</param>
    /// <returns>[unseen, outputs], row after row.</returns>
    public static float[] TrainAndPredict(string what, long seed, HeadConfig head, Options options, Tensor x, Tensor y, Tensor unseen, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var (kind, features, sum) = (HeadKinds.All[head.Kind], x.shape[1], zeros(unseen.shape[0], head.Outputs.Count));
        for (var member = 0; member < options.Members; member++)
        {
            var own = seed * 1000 + member;
            using var network = SuiteTraining.Make(own, () => new FeatureNetwork(features, options.Width, head.Outputs.Count));
            var (deal, hide) = (new Rows((int)x.shape[0], options.RowsPerStep, new CounterRandom(own, "rows")), new CounterRandom(own, "features"));
            SuiteTraining.Run(
                $"{what}, network {member + 1} of {options.Members}", own, SuiteTraining.Parameters(network),
                new(options.Steps, Math.Min(50, options.Steps / 5), options.LearningRate, options.WeightDecay),
                step =>
                {
                    var rows = tensor(deal.At(step));
                    var seen = x.index_select(0, rows);
                    if (options.Hidden > 0)
                        seen = seen * Kept(hide, step, seen.shape, options.Hidden);
                    return new(kind.Loss(network.forward(seen), y.index_select(0, rows), head), rows.shape[0]);
                },
                ct);
            using (no_grad())
                sum = sum + kind.Predict(network.forward(unseen), head);
        }

        return (sum / options.Members).data<float>().ToArray();
    }

    /// <returns>0 where a feature is left out; the others are scaled up in its place.</returns>
    private static Tensor Kept(CounterRandom random, int step, long[] shape, double hidden)
    {
        var kept = new float[shape[0] * shape[1]];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = random.Uniform(step, i) < hidden ? 0 : (float)(1 / (1 - hidden));
        return tensor(kept, shape);
    }

    /// <summary>Every row once per round, in an order of the round's own.</summary>
    private sealed class Rows(int count, int perStep, CounterRandom random)
    {
        private readonly int _perRound = Math.Max(1, count / perStep);
        private long _round = -1;
        private int[] _order = [];

        public long[] At(int step)
        {
            if (step / _perRound != _round)
                (_round, _order) = (step / _perRound, random.Order(count, step / _perRound));
            var start = step % _perRound * perStep;
            return [.. _order[start..Math.Min(start + perStep, count)].Select(row => (long)row)];
        }
    }
}
