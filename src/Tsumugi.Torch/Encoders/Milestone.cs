using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>A point of the forward pass that says so when the backward pass comes by: gradients of all that stands behind it are there.</summary>
/// <remarks>
/// The engine of autograd runs what was made last first, and puts gradients into parameters before anything else, so that whoever trains
/// can send the gradients of the later layers away while those of the earlier ones are still being computed.
/// </remarks>
public static class Milestone
{
    [ThreadStatic]
    private static Action? _passed;

    /// <summary>Until the result is disposed, every backward pass over what this thread computes calls back at each point.</summary>
    public static IDisposable Watch(Action passed)
    {
        _passed = passed;
        return new End();
    }

    /// <returns>The same numbers.</returns>
    internal static Tensor Pass(Tensor x) => _passed is { } passed && x.requires_grad ? Identity.apply(x, passed) : x;

    private sealed class End : IDisposable
    {
        public void Dispose() => _passed = null;
    }

    private sealed class Identity : autograd.SingleTensorFunction<Identity>
    {
        public override string Name => "milestone";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("passed", vars[1]);
            return ((Tensor)vars[0]).alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            ((Action)ctx.get_data("passed"))();

            // One for each argument of the forward pass; the callback has none.
            return [grad_output, null!];
        }
    }
}
