using Tsumugi.Formats.Images;
using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>Kinds of blood cells in smears (BCCD): each box cut out is one cell; the smears of the list <c>test</c> are held out.</summary>
/// <remarks>
/// The baseline sees the mean and the spread of each colour and how large the box is; the model sees these and the pixels, at one
/// size for all. Nine in ten are red cells, so the balanced accuracy says more.
/// </remarks>
internal sealed class BloodCellsSuite : IBench
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int Sizes = 2;
    private const int CellsPerStep = 128;
    private const int Steps = 400;
    private const double Penalty = 1e-3;

    public string Name => "blood-cells";

    public string Purpose => "red cells, white cells and platelets of BCCD by their crops";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var cells = Read(BenchData.Existing("image/bccd_blood_cells.tar"), ct);
        List<Cell> training = [.. cells.Where(cell => cell.Split is "train" or "val")], test = [.. cells.Where(cell => cell.Split == "test")];
        List<string> names = [.. training.Select(cell => cell.Class).Distinct().Order(StringComparer.Ordinal)];
        var head = new HeadConfig { Kind = "classification", Outputs = names, Width = Network.Width };
        var kind = HeadKinds.All[head.Kind];
        float[] targets = [.. test.Select(cell => (float)names.IndexOf(cell.Class))];
        var simple = Simple(training, test);
        var baseline = kind.Measure(Logistic(training, simple, names), targets, head);
        var seeds = await SuiteTraining.EachSeedAsync(seed => kind.Measure(Train(seed, training, test, simple, head, ct), targets, head), ct);
        return [Row("accuracy", "accuracy"), Row("balancedAccuracy", "balanced accuracy")];

        Figure Row(string measure, string words) => Figure.OfModel(
            measure, $"{words}, {test.Count} cells of {training.Count + test.Count}", "", [.. seeds.Select(seed => seed[measure])],
            new(baseline[measure], "logistic regression on colours and size"));
    }

    /// <param name="Pixels">[channels · side · side] from 0 to 1, channel after channel.</param>
    /// <param name="Size">Logarithms of width and height in pixels.</param>
    private sealed record Cell(string Class, string? Split, float[] Pixels, double[] Size);

    private static List<Cell> Read(string path, CancellationToken ct)
    {
        using var file = File.OpenRead(path);
        List<Cell> cells = [];
        foreach (var image in VocArchive.Read(file, Path.GetFileName(path)))
        {
            ct.ThrowIfCancellationRequested();
            var (plane, pixels) = (image.Plane.Resize(Side, Side), new float[Channels * Side * Side]);
            for (var at = 0; at < Side * Side; at++)
            {
                for (var channel = 0; channel < Channels; channel++)
                    pixels[channel * Side * Side + at] = plane.Samples[at * Channels + channel] / (float)plane.White;
            }

            cells.Add(new(image.Class, image.Split, pixels, [Math.Log(image.Plane.Width), Math.Log(image.Plane.Height)]));
        }

        return cells;
    }

    /// <returns>Mean and spread of each colour and the size, [cells, features], float64, standardised by the training part.</returns>
    private static (Tensor Training, Tensor Test) Simple(List<Cell> training, List<Cell> test)
    {
        using var scope = NewDisposeScope();
        var known = Rows(training);
        var scale = Standardisation.Of(known);
        return (scale.Apply(known).MoveToOuterDisposeScope(), scale.Apply(Rows(test)).MoveToOuterDisposeScope());

        static Tensor Rows(List<Cell> cells)
        {
            var pixels = Pixels(cells).flatten(2).to_type(ScalarType.Float64);
            return cat([pixels.mean([2]), pixels.std(2), tensor(cells.SelectMany(cell => cell.Size).ToArray(), [cells.Count, Sizes])], 1);
        }
    }

    /// <returns>[cells, channels, side, side]</returns>
    private static Tensor Pixels(List<Cell> cells) => tensor(cells.SelectMany(cell => cell.Pixels).ToArray(), [cells.Count, Channels, Side, Side]);

    /// <returns>Scores of the test cells, [test, classes], row after row.</returns>
    private static float[] Logistic(List<Cell> training, (Tensor Training, Tensor Test) simple, List<string> names)
    {
        using var scope = NewDisposeScope();
        var classes = tensor(training.Select(cell => (long)names.IndexOf(cell.Class)).ToArray());
        return LogisticRegression.Fit(simple.Training, classes, names.Count, Penalty).Predict(simple.Test).to_type(ScalarType.Float32).data<float>().ToArray();
    }

    /// <returns>Scores of the test cells, [test, classes], row after row.</returns>
    private static float[] Train(long seed, List<Cell> training, List<Cell> test, (Tensor Training, Tensor Test) simple, HeadConfig head, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var kind = HeadKinds.All[head.Kind];
        var (pixels, known) = (Pixels(training), simple.Training.to_type(ScalarType.Float32));
        var network = SuiteTraining.Make(seed, () => new Network(known.shape[1], head.Outputs.Count));
        var targets = tensor(training.Select(cell => (float)head.Outputs.Index().First(name => name.Item == cell.Class).Index).ToArray(), [training.Count, 1]);
        var (order, turn) = (new CounterRandom(seed, "cells"), new CounterRandom(seed, "turns"));
        SuiteTraining.Run(
            "blood cells", seed, SuiteTraining.Parameters(network), new(Steps, 40, 2e-3, 0.05),
            step =>
            {
                var rows = tensor(order.Order(training.Count, step)[..CellsPerStep].Select(row => (long)row).ToArray());

                // A cell has no upper side: a step sees its cells from one of eight.
                var seen = pixels.index_select(0, rows).rot90((long)(4 * turn.Uniform(step, 0)), (2, 3));
                if (turn.Uniform(step, 1) < 0.5)
                    seen = seen.flip(3);
                return new(kind.Loss(network.forward(seen, known.index_select(0, rows)), targets.index_select(0, rows), head), CellsPerStep);
            },
            ct);
        using var off = no_grad();
        return kind.Predict(network.forward(Pixels(test), simple.Test.to_type(ScalarType.Float32)), head).data<float>().ToArray();
    }

    /// <summary>A linear map of the simple features, and beside it four convolutions, each halving the image, that begin by saying nothing.</summary>
    private sealed class Network : nn.Module<Tensor, Tensor, Tensor>
    {
        public const int Width = 64;

        private static readonly int[] Widths = [Channels, 16, 32, 64, Width];

        private readonly ModuleList<Conv2d> _layers = [.. Enumerable.Range(0, Widths.Length - 1).Select(layer => nn.Conv2d(Widths[layer], Widths[layer + 1], 3, stride: 2, padding: 1))];
        private readonly Linear _wide;
        private readonly Linear _deep;

        public Network(long features, int classes) : base("network")
        {
            _wide = nn.Linear(features, classes);
            _deep = nn.Linear(Width, classes, hasBias: false);
            RegisterComponents();
            using (no_grad())
                nn.init.zeros_(_deep.weight!);
        }

        /// <param name="pixels">[n, channels, side, side]</param>
        /// <param name="simple">[n, features]</param>
        /// <returns>[n, classes]</returns>
        public override Tensor forward(Tensor pixels, Tensor simple)
        {
            using var scope = NewDisposeScope();
            pixels = pixels - 0.5;
            foreach (var layer in _layers)
                pixels = nn.functional.gelu(layer.forward(pixels));
            return (_wide.forward(simple) + _deep.forward(pixels.mean([2, 3]))).MoveToOuterDisposeScope();
        }
    }
}
