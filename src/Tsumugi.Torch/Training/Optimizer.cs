using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>Moves parameters along their gradients.</summary>
public abstract class Optimizer(IReadOnlyList<TrainedParameter> parameters) : IDisposable
{
    /// <summary>What a checkpoint holds beside the parameters.</summary>
    public abstract IEnumerable<(string Name, Tensor Tensor)> State { get; }

    protected IReadOnlyList<TrainedParameter> Parameters => parameters;

    /// <summary>A parameter that a step does not reach has no gradient afterwards, and stays as it is to the bit.</summary>
    public void ClearGradients()
    {
        foreach (var row in parameters)
            row.Tensor.grad = null;
    }

    /// <returns>The norm of all gradients together.</returns>
    public double GradientNorm()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var norms = parameters.Where(row => row.Tensor.grad is not null).Select(row => row.Tensor.grad!.norm()).ToList();
        return norms.Count == 0 ? 0 : stack(norms).norm().item<float>();
    }

    /// <param name="step">From 1.</param>
    /// <param name="gradientScale">What every gradient is multiplied by first.</param>
    public abstract void Step(int step, double learningRate, double gradientScale);

    public abstract void Dispose();
}
