using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>One network for each view of a gene, by the contrast of pairs DNA–protein and protein–text.</summary>
/// <remarks>A protein also sees the texts of its relatives, DNA the proteins of its translation's: as vectors of the space, so that DNA never meets a text.</remarks>
internal sealed class GeneTowers
{
    public static readonly string[] Views = ["dna", "protein", "text"];
    public const int Space = 128;
    private const int Steps = 400;
    private const int GenesPerStep = 1024;
    private const double LargestScale = 100;

    /// <summary>Where relatives lie changes slowly, and takes longer to find than a step.</summary>
    private const int StepsBetweenLooks = 20;

    private readonly Dictionary<string, FeatureNetwork> _networks;
    private readonly Dictionary<string, Parameter> _gains;
    private readonly Dictionary<string, Tensor> _known;

    private GeneTowers(Dictionary<string, Tensor> known)
    {
        _known = known;
        _networks = Views.ToDictionary(view => view, view => new FeatureNetwork(known[view].shape[1], 256, Space, linearStart: true));
        _gains = Views.ToDictionary(view => view, _ => new Parameter(tensor(1f)));
    }

    /// <param name="Known">[training, features] by view.</param>
    /// <param name="Unseen">[test, features] by view.</param>
    /// <param name="AmongKnown">[training, training]: how related.</param>
    /// <param name="OfUnseen">[test, training]: how related.</param>
    public sealed record Inputs(Dictionary<string, Tensor> Known, Dictionary<string, Tensor> Unseen, Tensor AmongKnown, Tensor OfUnseen);

    /// <returns>Unit vectors of training and test genes by view.</returns>
    public static Dictionary<string, (Tensor Known, Tensor Unseen)> Train(long seed, List<Gene> training, Inputs inputs, CancellationToken ct)
    {
        var (known, unseen, amongKnown, ofUnseen) = inputs;
        Tensor Scaled(string view, Dictionary<string, Tensor> rows) => (rows[view] / known[view].square().mean().sqrt()).to_type(ScalarType.Float32);
        var (towers, scale) = SuiteTraining.Make(seed, () => (
            new GeneTowers(Views.ToDictionary(view => view, view => Scaled(view, known))), new Parameter(tensor((float)Math.Log(1 / 0.07)))));
        var places = new Dictionary<string, Tensor>();
        var (order, hide) = (new CounterRandom(seed, "genes"), new CounterRandom(seed, "features"));
        SuiteTraining.Run(
            "genes", seed,
            [
                .. SuiteTraining.Parameters([.. towers._networks.Values]), new("scale", scale, ParameterKind.Scalar),
                .. towers._gains.Where(gain => gain.Key != "text").Select(gain => new TrainedParameter($"gain.{gain.Key}", gain.Value, ParameterKind.Scalar)),
            ],
            new(Steps, 40, 1e-3, 1),
            step =>
            {
                int[] chosen = order.Order(training.Count, step)[..GenesPerStep];
                var rows = tensor(chosen.Select(row => (long)row).ToArray());
                if (step % StepsBetweenLooks == 0)
                    places = Kept(places, towers.Places(amongKnown, amongKnown));
                var vectors = Views.Index().ToDictionary(view => view.Item, view => towers.Project(
                    view.Item, Thinned(towers._known[view.Item].index_select(0, rows), hide, step * 3 + view.Index), places.GetValueOrDefault(view.Item)?.index_select(0, rows)));
                var inverse = scale.exp().clamp(max: LargestScale);
                Tensor Pair(string left, string right) => Contrast.InfoNce(vectors[left], vectors[right], inverse, tensor(
                    Contrast.Copies([.. chosen.Select(row => training[row].View(left))], [.. chosen.Select(row => training[row].View(right))]), [GenesPerStep, GenesPerStep]));
                return new((Pair("dna", "protein") + Pair("protein", "text")) / 2, GenesPerStep);
            },
            ct);
        using var off = no_grad();
        var (ofTraining, ofTest) = (towers.Places(amongKnown, amongKnown), towers.Places(ofUnseen, amongKnown));
        return Views.ToDictionary(view => view, view => (
            towers.Project(view, towers._known[view], ofTraining.GetValueOrDefault(view)), towers.Project(view, Scaled(view, unseen), ofTest.GetValueOrDefault(view))));
    }

    /// <returns>The newer ones, which outlive the step that made them; the older ones are freed.</returns>
    private static Dictionary<string, Tensor> Kept(Dictionary<string, Tensor> older, Dictionary<string, Tensor> newer)
    {
        foreach (var places in older.Values)
            places.Dispose();
        return newer.ToDictionary(view => view.Key, view => view.Value.DetachFromDisposeScope());
    }

    /// <summary>Where relatives lie, as far as training has come.</summary>
    /// <param name="relatives">[n, training]</param>
    /// <returns>[n, space] for the views that look at relatives; the more and the closer they are the longer, up to 1.</returns>
    private Dictionary<string, Tensor> Places(Tensor relatives, Tensor amongKnown)
    {
        using var off = no_grad();
        Tensor Sum(Tensor weights, Tensor vectors)
        {
            var sum = weights.matmul(vectors);
            return sum / (1 + sum.norm(dim: 1, keepdim: true));
        }

        var texts = Project("text", _known["text"], null);
        return new() { ["protein"] = Sum(relatives, texts), ["dna"] = Sum(relatives, Project("protein", _known["protein"], Sum(amongKnown, texts))) };
    }

    /// <param name="features">[n, features]</param>
    /// <returns>[n, space], unit vectors.</returns>
    private Tensor Project(string view, Tensor features, Tensor? places)
    {
        var own = nn.functional.normalize(_networks[view].forward(features), dim: 1);
        return places is null ? own : nn.functional.normalize(own + _gains[view] * places, dim: 1);
    }

    /// <summary>A third of the features is left out, another third each time, so that none becomes the only clue.</summary>
    private static Tensor Thinned(Tensor rows, CounterRandom random, int step)
    {
        var kept = new float[rows.shape[1]];
        for (var feature = 0; feature < kept.Length; feature++)
            kept[feature] = random.Uniform(step, feature) < 1.0 / 3 ? 0 : 1.5f;
        return rows * tensor(kept);
    }
}
