using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Ranks;

/// <summary>Gradients of neighbouring parameters in one row of numbers on the CPU, summed over all processes in one go.</summary>
internal sealed class GradientBucket : IDisposable
{
    /// <summary>What one call sums, at most: a row of numbers may be longer than a span.</summary>
    private const int MostAtOnce = 1 << 28;

    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Tensor _numbers;
    private readonly List<Tensor> _places;
    private readonly bool[] _reached;
    private bool _holdsSums;

    public GradientBucket(IReadOnlyList<Tensor> parameters)
    {
        _parameters = parameters;
        _reached = new bool[parameters.Count];
        _numbers = zeros(parameters.Sum(parameter => parameter.numel())).DetachFromDisposeScope();
        var at = 0L;
        _places = [.. parameters.Select(parameter =>
        {
            var place = _numbers.narrow(0, at, parameter.numel()).view(parameter.shape).DetachFromDisposeScope();
            at += parameter.numel();
            return place;
        })];
    }

    public IReadOnlyList<Tensor> Parameters => _parameters;

    /// <summary>Whether every parameter has a gradient of the backward pass that is going on; autograd gives each its whole gradient at once.</summary>
    public bool IsReady => _parameters.All(parameter => parameter.grad is not null);

    /// <summary>Which parameters this process's shares of the step have reached.</summary>
    public IReadOnlyList<bool> Reached => _reached;

    public void Clear()
    {
        Array.Clear(_reached);
        _holdsSums = false;
    }

    /// <summary>Takes the gradients over from the parameters, on top of what earlier backward passes of the step left.</summary>
    public void Take()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < _parameters.Count; i++)
        {
            var gradient = _parameters[i].grad;
            _reached[i] |= gradient is not null;
            if (_holdsSums && gradient is not null)
                _places[i].add_(gradient.cpu());
            else if (gradient is not null)
                _places[i].copy_(gradient);
            else if (!_holdsSums)
                _places[i].zero_();
            _parameters[i].grad = null;
        }

        _holdsSums = true;
    }

    public void Sum(IRanks ranks)
    {
        using var scope = NewDisposeScope();
        for (var at = 0L; at < _numbers.numel(); at += MostAtOnce)
            ranks.Sum(MemoryMarshal.Cast<byte, float>(_numbers.narrow(0, at, Math.Min(MostAtOnce, _numbers.numel() - at)).bytes));
    }

    /// <summary>Gives the sums back to the parameters that any process has reached; the others have none.</summary>
    public void Give(ReadOnlySpan<double> reached)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < _parameters.Count; i++)
            _parameters[i].grad = reached[i] > 0 ? _places[i].to(_parameters[i].device) : null;
    }

    public void Dispose()
    {
        foreach (var place in _places)
            place.Dispose();
        _numbers.Dispose();
    }
}
