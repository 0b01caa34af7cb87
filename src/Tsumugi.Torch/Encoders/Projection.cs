using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>A linear map whose product may run in a narrower number type, and which may carry a low-rank adapter.</summary>
/// <remarks>Adapters: LoRA, Hu et al. 2022. Weights stay float32; on a GPU each product runs in bfloat16.</remarks>
public sealed class Projection : nn.Module<Tensor, Tensor>
{
    private const string DownName = "adapterDown";
    private const string UpName = "adapterUp";

    // The names tell the module which field to change when it moves to another device.
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    [ComponentName(Name = DownName)]
    private Parameter? _down;

    [ComponentName(Name = UpName)]
    private Parameter? _up;

    private double _scale;

    /// <param name="inputs">Width of what comes in.</param>
    /// <param name="outputs">Width of what goes out.</param>
    public Projection(long inputs, long outputs, bool bias = true) : base("projection")
    {
        _weight = new Parameter(empty(outputs, inputs));
        nn.init.normal_(_weight, 0, 0.02);
        if (bias)
            _bias = new Parameter(zeros(outputs));
        RegisterComponents();
    }

    /// <summary>[outputs, inputs]</summary>
    public Parameter Weight => _weight;

    /// <summary>[outputs]; null where there is none.</summary>
    public Parameter? Bias => _bias;

    public bool IsAdapted => _down is not null;

    /// <summary>What an adapter multiplies, first [rank, inputs], then [outputs, rank]; null where there is none.</summary>
    public (Tensor Down, Tensor Up)? Adapter => _down is null ? null : (_down, _up!);

    /// <summary>The number type of the product; null leaves it to the device.</summary>
    public ScalarType? Product { get; set; }

    public static ScalarType ProductType(DeviceType device) => device == DeviceType.CUDA ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <param name="x">[…, inputs]</param>
    /// <returns>[…, outputs], in the number type of the product.</returns>
    public override Tensor forward(Tensor x)
    {
        var type = Product ?? ProductType(x.device_type);
        x = x.to_type(type);
        var y = nn.functional.linear(x, _weight.to_type(type), _bias?.to_type(type));
        return _down is null ? y : y + nn.functional.linear(nn.functional.linear(x, _down.to_type(type)), _up!.to_type(type)) * _scale;
    }

    /// <summary>Adds an adapter that changes nothing yet; the map itself stands still from now on.</summary>
    /// <param name="alpha">The adapter's sum is scaled by alpha / rank.</param>
    public void Adapt(int rank, double alpha)
    {
        if (IsAdapted)
            throw new InvalidOperationException("The map carries an adapter already; merge it first.");
        var device = _weight.device;
        _down = new Parameter(randn(rank, _weight.shape[1], device: device).mul_(1 / Math.Sqrt(_weight.shape[1])));
        _up = new Parameter(zeros(_weight.shape[0], rank, device: device));
        _scale = alpha / rank;
        register_parameter(DownName, _down);
        register_parameter(UpName, _up);
        _weight.requires_grad = false;
        if (_bias is not null)
            _bias.requires_grad = false;
    }

    /// <summary>Adds the adapter's product to the map and lets go of it; outputs stay the same.</summary>
    public void Merge()
    {
        if (!IsAdapted)
            return;
        using (no_grad())
        using (NewDisposeScope())
            _weight.add_(_up!.matmul(_down!), _scale);
        _internal_params.Remove(DownName);
        _internal_params.Remove(UpName);
        _down!.Dispose();
        _up!.Dispose();
        (_down, _up) = (null, null);
        _weight.requires_grad = true;
        if (_bias is not null)
            _bias.requires_grad = true;
    }
}
