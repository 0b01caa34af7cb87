using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.EncoderDecoder;

/// <summary>A transformer that reads one sequence of tokens and writes another: post-norm, learned positions, ReLU, as in Vaswani et al. 2017.</summary>
/// <remarks>For inference. The names of its parameters are those of ANARCII (Greenshields-Watson et al. 2025), whose layers hold PyTorch's <c>MultiheadAttention</c>.</remarks>
public sealed class SequenceToSequence : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters;

    private SequenceToSequence(SequenceToSequenceConfig config, Device device) =>
        (Config, Device, _parameters) = (config, device, Shapes(config).ToDictionary(row => row.Name, row => empty(row.Shape, ScalarType.Float32, device).DetachFromDisposeScope()));

    public SequenceToSequenceConfig Config { get; }

    public Device Device { get; }

    /// <exception cref="ParameterMismatchException">Listing every missing, unexpected and mis-shaped tensor.</exception>
    public static SequenceToSequence Load(IParameterSource source, SequenceToSequenceConfig config, Device? device = null)
    {
        var model = new SequenceToSequence(config, device ?? CPU);
        try
        {
            ParameterFile.Load(source, model._parameters.Select(row => (row.Key, row.Value)));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Reads the source and makes ready to write at most <paramref name="maxSteps"/> tokens.</summary>
    /// <param name="source">[batch, length], int64; every row has a token that is not padding.</param>
    /// <exception cref="ArgumentOutOfRangeException">The source or the steps are longer than the positions that were learned.</exception>
    public DecoderState Read(Tensor source, int maxSteps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.shape[1], Config.MaxSource, nameof(source));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxSteps, Config.MaxTarget);
        using var scope = NewDisposeScope();
        var present = source.ne(Config.Padding).unsqueeze(1).unsqueeze(1); // [batch, 1, 1, length]
        var x = Embed("encoder", source, 0);
        for (var i = 0; i < Config.EncoderLayers; i++)
        {
            var layer = $"encoder.layers.{i}";
            var (keys, values) = KeysAndValues($"{layer}.self_attention", x);
            x = Norm($"{layer}.self_attn_layer_norm", x + Attend($"{layer}.self_attention", x, keys, values, present));
            x = Norm($"{layer}.ff_layer_norm", x + Feed(layer, x));
        }

        return new(Config, [.. Enumerable.Range(0, Config.DecoderLayers).Select(i => KeysAndValues($"decoder.layers.{i}.encoder_attention", x))], present, maxSteps);
    }

    /// <summary>Takes the next token of every row, and tells what may follow it.</summary>
    /// <param name="tokens">[batch], int64.</param>
    /// <returns>Logits, [batch, target tokens].</returns>
    public Tensor Step(DecoderState state, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var x = Embed("decoder", tokens.unsqueeze(1), state.Length); // [batch, 1, width]
        var seen = state.Append(tokens.ne(Config.Padding));
        for (var i = 0; i < Config.DecoderLayers; i++)
        {
            var layer = $"decoder.layers.{i}";
            var (newKeys, newValues) = KeysAndValues($"{layer}.self_attention", x);
            var (keys, values) = state.Append(i, newKeys, newValues);
            x = Norm($"{layer}.self_attn_layer_norm", x + Attend($"{layer}.self_attention", x, keys, values, seen));
            var (sourceKeys, sourceValues) = state.Source[i];
            x = Norm($"{layer}.enc_attn_layer_norm", x + Attend($"{layer}.encoder_attention", x, sourceKeys, sourceValues, state.SourcePresent));
            x = Norm($"{layer}.ff_layer_norm", x + Feed(layer, x));
        }

        return Linear("decoder.fc_out", x).squeeze(1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
            parameter.Dispose();
    }

    private Tensor Embed(string side, Tensor tokens, long first) =>
        _parameters[$"{side}.tok_embedding.weight"].index(tokens) * Math.Sqrt(Config.Width)
            + _parameters[$"{side}.pos_embedding.weight"].narrow(0, first, tokens.shape[1]);

    private Tensor Norm(string name, Tensor x) =>
        nn.functional.layer_norm(x, [Config.Width], _parameters[$"{name}.weight"], _parameters[$"{name}.bias"]);

    private Tensor Linear(string name, Tensor x) => nn.functional.linear(x, _parameters[$"{name}.weight"], _parameters[$"{name}.bias"]);

    private Tensor Feed(string layer, Tensor x) =>
        Linear($"{layer}.positionwise_feedforward.fc_2", Linear($"{layer}.positionwise_feedforward.fc_1", x).relu());

    /// <param name="mask">True where attention may look.</param>
    private Tensor Attend(string attention, Tensor x, Tensor keys, Tensor values, Tensor mask)
    {
        var seen = nn.functional.scaled_dot_product_attention(Project(attention, x, 0), keys, values, mask);
        return Linear($"{attention}.multihead_attn.out_proj", seen.transpose(1, 2).flatten(2));
    }

    private (Tensor Keys, Tensor Values) KeysAndValues(string attention, Tensor x) => (Project(attention, x, 1), Project(attention, x, 2));

    /// <param name="part">0 for queries, 1 for keys, 2 for values, which lie above one another in one matrix.</param>
    /// <returns>[batch, heads, length, head width]</returns>
    private Tensor Project(string attention, Tensor x, int part)
    {
        var (from, width) = (part * Config.Width, Config.Width);
        var weight = _parameters[$"{attention}.multihead_attn.in_proj_weight"].narrow(0, from, width);
        var bias = _parameters[$"{attention}.multihead_attn.in_proj_bias"].narrow(0, from, width);
        return nn.functional.linear(x, weight, bias).unflatten(2, [Config.Heads, Config.HeadWidth]).transpose(1, 2);
    }

    private static IEnumerable<(string Name, long[] Shape)> Shapes(SequenceToSequenceConfig config)
    {
        foreach (var (side, tokens, positions, layers) in new[] { ("encoder", config.SourceTokens, config.MaxSource, config.EncoderLayers), ("decoder", config.TargetTokens, config.MaxTarget, config.DecoderLayers) })
        {
            yield return ($"{side}.tok_embedding.weight", [tokens, config.Width]);
            yield return ($"{side}.pos_embedding.weight", [positions, config.Width]);
            string[] attentions = side == "encoder" ? ["self_attention"] : ["self_attention", "encoder_attention"];
            string[] norms = side == "encoder" ? ["self_attn_layer_norm", "ff_layer_norm"] : ["self_attn_layer_norm", "enc_attn_layer_norm", "ff_layer_norm"];
            foreach (var layer in Enumerable.Range(0, layers).Select(i => $"{side}.layers.{i}"))
            {
                foreach (var attention in attentions.Select(name => $"{layer}.{name}.multihead_attn"))
                {
                    yield return ($"{attention}.in_proj_weight", [3 * config.Width, config.Width]);
                    yield return ($"{attention}.in_proj_bias", [3 * config.Width]);
                    foreach (var row in Affine($"{attention}.out_proj", config.Width, config.Width))
                        yield return row;
                }

                foreach (var row in norms.SelectMany(norm => Affine($"{layer}.{norm}", config.Width)))
                    yield return row;
                foreach (var row in Affine($"{layer}.positionwise_feedforward.fc_1", config.InnerWidth, config.Width).Concat(Affine($"{layer}.positionwise_feedforward.fc_2", config.Width, config.InnerWidth)))
                    yield return row;
            }
        }

        foreach (var row in Affine("decoder.fc_out", config.TargetTokens, config.Width))
            yield return row;
    }

    private static (string Name, long[] Shape)[] Affine(string name, params long[] weight) => [($"{name}.weight", weight), ($"{name}.bias", [weight[0]])];
}
