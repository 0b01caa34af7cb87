using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>One tensor that a run changes.</summary>
public sealed record TrainedParameter(string Name, Tensor Tensor, ParameterKind Kind)
{
    /// <returns>All parameters of a module in the order they are registered, those that stand still too.</returns>
    public static IEnumerable<TrainedParameter> Of(nn.Module module, string prefix = "")
    {
        var kinds = module.named_modules().Prepend(("", module)).ToDictionary(row => row.Item1, row => row.Item2);
        return module.named_parameters().Select(row =>
        {
            var dot = row.name.LastIndexOf('.');
            return new TrainedParameter(prefix + row.name, row.parameter, KindOf(kinds[dot < 0 ? "" : row.name[..dot]], row.name[(dot + 1)..], row.parameter));
        });
    }

    private static ParameterKind KindOf(nn.Module owner, string name, Tensor parameter) => owner switch
    {
        _ when name.EndsWith("bias", StringComparison.Ordinal) => ParameterKind.Bias,
        Embedding or EmbeddingBag => ParameterKind.Embedding,
        LayerNorm => ParameterKind.Norm,
        _ => parameter.dim() > 1 ? ParameterKind.Matrix : ParameterKind.Scalar,
    };
}

/// <summary>What a parameter is, as weight decay asks.</summary>
public enum ParameterKind
{
    Matrix,

    Embedding,

    Norm,

    Bias,

    /// <summary>A temperature and its like: never decayed.</summary>
    Scalar,
}
