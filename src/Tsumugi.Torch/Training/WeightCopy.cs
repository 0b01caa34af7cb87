using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>A second set of the weights of a run: their moving average, or the best so far.</summary>
/// <param name="name">Before the parameters' names in the state.</param>
internal sealed class WeightCopy(string name, IReadOnlyList<TrainedParameter> parameters) : IDisposable
{
    private readonly List<Tensor> _tensors = [.. parameters.Select(row => row.Tensor.detach().clone().DetachFromDisposeScope())];

    public IEnumerable<(string Name, Tensor Tensor)> State => parameters.Zip(_tensors, (row, tensor) => ($"{name}.{row.Name}", tensor));

    /// <summary>One step of the exponential moving average; the first steps count more, so that the start is soon forgotten.</summary>
    /// <param name="decay">What stays of the average in the long run; step t keeps at most (1 + t) / (10 + t) of it.</param>
    /// <param name="step">From 1.</param>
    public void Average(double decay, int step)
    {
        using var off = no_grad();
        var kept = Math.Min(decay, (1.0 + step) / (10.0 + step));
        foreach (var (row, tensor) in parameters.Zip(_tensors))
            tensor.mul_(kept).add_(row.Tensor, 1 - kept);
    }

    public void TakeFromParameters()
    {
        using var off = no_grad();
        foreach (var (row, tensor) in parameters.Zip(_tensors))
            tensor.copy_(row.Tensor);
    }

    public void GiveToParameters()
    {
        using var off = no_grad();
        foreach (var (row, tensor) in parameters.Zip(_tensors))
            row.Tensor.copy_(tensor);
    }

    /// <summary>Parameters and copy change places.</summary>
    public void Swap()
    {
        using var off = no_grad();
        foreach (var (row, tensor) in parameters.Zip(_tensors))
        {
            using var before = row.Tensor.clone();
            row.Tensor.copy_(tensor);
            tensor.copy_(before);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors)
            tensor.Dispose();
    }
}
