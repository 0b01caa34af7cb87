using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>What is asked of the tokens of items that nobody labelled.</summary>
public interface ITokenTask
{
    /// <summary>Whether it asks for what comes next, of an encoder that must not see it.</summary>
    bool Causal { get; }

    /// <param name="items">Token ids with the beginning and the end marked.</param>
    /// <returns>Mean cross-entropy over the tokens that were asked for, in nats; zero when there were none.</returns>
    Tensor Loss(Encoder encoder, TokenHead head, IReadOnlyList<int[]> items, long step, Device device);
}
