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
/// The baseline sees the mean and the spread of each colour and how large the box is; the model sees the pixels, at one size for all, and how
/// large the box was. Nine in ten are red cells, so the balanced accuracy says more.
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
        var baseline = kind.Measure(Logistic(training, test, names), targets, head);
        var seeds = await SuiteTraining.EachSeedAsync(seed => kind.Measure(Train(seed, training, test, head, ct), targets, head), ct);
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

    /// <returns>Scores of the test cells, [test, classes], row after row.</returns>
    private static float[] Logistic(List<Cell> training, List<Cell> test, List<string> names)
    {
        using var scope = NewDisposeScope();
        var known = Rows(training);
        var scale = Standardisation.Of(known);
        var classes = tensor(training.Select(cell => (long)names.IndexOf(cell.Class)).ToArray());
        return LogisticRegression.Fit(scale.Apply(known), classes, names.Count, Penalty).Predict(scale.Apply(Rows(test))).to_type(ScalarType.Float32).data<float>().ToArray();

        static Tensor Rows(List<Cell> cells)
        {
            var pixels = tensor(cells.SelectMany(cell => cell.Pixels).ToArray(), [cells.Count, Channels, Side * Side]).to_type(ScalarType.Float64);
            var sizes = tensor(cells.SelectMany(cell => cell.Size).ToArray(), [cells.Count, Sizes]);
            return cat([pixels.mean([2]), pixels.std(2), sizes], 1);
        }
    }

    /// <returns>Scores of the test cells, [test, classes], row after row.</returns>
    private static float[] Train(long seed, List<Cell> training, List<Cell> test, HeadConfig head, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var kind = HeadKinds.All[head.Kind];
        var network = SuiteTraining.Make(seed, () => new Network(head.Outputs.Count));
        var (pixels, sizes) = Inputs(training);
        var targets = tensor(training.Select(cell => (float)((List<string>)head.Outputs).IndexOf(cell.Class)).ToArray(), [training.Count, 1]);
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
                return new(kind.Loss(network.forward(seen, sizes.index_select(0, rows)), targets.index_select(0, rows), head), CellsPerStep);
            },
            ct);
        using var off = no_grad();
        var (unseen, unseenSizes) = Inputs(test);
        return kind.Predict(network.forward(unseen, unseenSizes), head).data<float>().ToArray();
    }

    private static (Tensor Pixels, Tensor Sizes) Inputs(List<Cell> cells) => (
        tensor(cells.SelectMany(cell => cell.Pixels).ToArray(), [cells.Count, Channels, Side, Side]),
        tensor(cells.SelectMany(cell => cell.Size).Select(size => (float)size).ToArray(), [cells.Count, Sizes]));

    /// <summary>Four convolutions, each halving the image, then what is left of it in the mean beside the size.</summary>
    private sealed class Network : nn.Module<Tensor, Tensor, Tensor>
    {
        public const int Width = 64;

        private static readonly int[] Widths = [Channels, 16, 32, 64, Width];

        private readonly ModuleList<Conv2d> _layers = [.. Enumerable.Range(0, Widths.Length - 1).Select(layer => nn.Conv2d(Widths[layer], Widths[layer + 1], 3, stride: 2, padding: 1))];
        private readonly Linear _out;

        public Network(int classes) : base("network")
        {
            _out = nn.Linear(Width + Sizes, classes);
            RegisterComponents();
        }

        /// <param name="pixels">[n, channels, side, side]</param>
        /// <param name="sizes">[n, 2]</param>
        /// <returns>[n, classes]</returns>
        public override Tensor forward(Tensor pixels, Tensor sizes)
        {
            using var scope = NewDisposeScope();
            foreach (var layer in _layers)
                pixels = nn.functional.gelu(layer.forward(pixels));
            return _out.forward(cat([pixels.mean([2, 3]), sizes], 1)).MoveToOuterDisposeScope();
        }
    }
}
