using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Federation;

/// <summary>What a round's method adds to the gradients of a site.</summary>
public static class Corrections
{
    /// <summary>FedProx (Li et al. 2020): μ·(w − w₀), where w₀ are the parameters as they are at the first call.</summary>
    public static Action<IReadOnlyList<TrainedParameter>> Proximal(double strength)
    {
        List<Tensor>? begun = null;
        return parameters =>
        {
            using var off = no_grad();
            begun ??= [.. parameters.Select(row => row.Tensor.detach().clone().DetachFromDisposeScope())];
            Add(parameters, (row, i) => row.Tensor.sub(begun[i]).mul_(strength));
        };
    }

    /// <summary>SCAFFOLD (Karimireddy et al. 2020): c − cᵢ, kept like a model's files.</summary>
    /// <param name="folder">A model folder whose numbers are the correction.</param>
    /// <exception cref="ParameterMismatchException">It is not of this model's form.</exception>
    public static Action<IReadOnlyList<TrainedParameter>> Control(string folder)
    {
        var shadow = new Encoder(EncoderFolder.ReadConfig(folder));
        var head = new TokenHead(shadow);
        EncoderFolder.Load(folder, shadow, head);
        var added = TrainedParameter.Of(shadow, "encoder.").Concat(TrainedParameter.Of(head, "head.")).DistinctBy(row => row.Name).ToDictionary(row => row.Name, row => row.Tensor.detach());
        return parameters =>
        {
            using var off = no_grad();
            Add(parameters, (row, _) => added[row.Name].alias());
        };
    }

    private static void Add(IReadOnlyList<TrainedParameter> parameters, Func<TrainedParameter, int, Tensor> of)
    {
        foreach (var (i, row) in parameters.Index())
        {
            using var scope = NewDisposeScope();
            row.Tensor.grad?.add_(of(row, i));
        }
    }
}
