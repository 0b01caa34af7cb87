using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>Each item is of one class.</summary>
public sealed class Classification : IHeadKind
{
    public string Name => "classification";

    public int Targets(HeadConfig config) => 1;

    public HeadConfig Learn(HeadConfig shape, IReadOnlyList<string> columns, IEnumerable<string?[]> cells) =>
        Classes.Learn(shape, cells.Select(row => row[0]).OfType<string>(), columns[0]);

    public float[] Read(string?[] cells, HeadConfig config) => [cells[0] is { } name ? Classes.Number(name, config) : float.NaN];

    public Tensor Loss(Tensor scores, Tensor targets, HeadConfig config) => Classes.Loss(scores, targets);

    public Tensor Predict(Tensor scores, HeadConfig config) => Classes.Predict(scores);

    public IReadOnlyDictionary<string, double> Measure(float[] predictions, float[] targets, HeadConfig config) => Classes.Measure(predictions, targets, config);
}
