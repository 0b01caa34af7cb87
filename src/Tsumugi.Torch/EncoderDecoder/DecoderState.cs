using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.EncoderDecoder;

/// <summary>What a decoder remembers between steps, so that each token is looked at once: the keys and values of the source and of what was written.</summary>
public sealed class DecoderState : IDisposable
{
    private readonly (Tensor Keys, Tensor Values)[] _written;
    private readonly Tensor _present;

    /// <param name="source">Keys and values of each decoder layer, [batch, heads, source length, head width].</param>
    /// <param name="sourcePresent">[batch, 1, 1, source length]</param>
    internal DecoderState(SequenceToSequenceConfig config, (Tensor Keys, Tensor Values)[] source, Tensor sourcePresent, int maxSteps)
    {
        var (batch, device) = (sourcePresent.shape[0], sourcePresent.device);
        (Source, SourcePresent) = (source, sourcePresent);
        _written = [.. source.Select(_ => (Room(), Room()))];
        _present = zeros([batch, 1, 1, maxSteps], ScalarType.Bool, device);
        foreach (var tensor in All)
            tensor.DetachFromDisposeScope();

        Tensor Room() => empty([batch, config.Heads, maxSteps, config.HeadWidth], ScalarType.Float32, device);
    }

    /// <summary>Tokens written so far.</summary>
    public int Length { get; private set; }

    internal IReadOnlyList<(Tensor Keys, Tensor Values)> Source { get; }

    internal Tensor SourcePresent { get; }

    private IEnumerable<Tensor> All => [.. Source.Concat(_written).SelectMany(layer => new[] { layer.Keys, layer.Values }), SourcePresent, _present];

    public void Dispose()
    {
        foreach (var tensor in All)
            tensor.Dispose();
    }

    /// <param name="present">[batch], true where the new token is not padding.</param>
    /// <returns>Where attention may look, [batch, 1, 1, length].</returns>
    internal Tensor Append(Tensor present)
    {
        _present.select(-1, Length).copy_(present.view(-1, 1, 1));
        return _present.narrow(-1, 0, ++Length);
    }

    /// <param name="keys">Of the new token alone, [batch, heads, 1, head width]; so the values.</param>
    /// <returns>Of all tokens, [batch, heads, length, head width].</returns>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var (allKeys, allValues) = _written[layer];
        allKeys.narrow(2, Length - 1, 1).copy_(keys);
        allValues.narrow(2, Length - 1, 1).copy_(values);
        return (allKeys.narrow(2, 0, Length), allValues.narrow(2, 0, Length));
    }
}
