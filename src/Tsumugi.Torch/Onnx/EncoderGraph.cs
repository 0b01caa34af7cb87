using Tsumugi.Formats.Onnx;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Onnx;

/// <summary>An encoder as a graph of standard operators (set 17): tokens and a mask go in, of any number and length; states come out.</summary>
/// <remarks>Shapes as in <see cref="Encoder"/>, but with items in a padded rectangle, as programs elsewhere give them.</remarks>
internal sealed class EncoderGraph
{
    /// <summary>Added to a score that attention may not see: far below any score, and finite.</summary>
    private const float Unseen = -1e30f;

    private readonly OnnxGraph _graph = new("encoder");
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly Encoder _encoder;
    private readonly EncoderConfig _config;
    private readonly string _tokens;
    private readonly string _present;
    private readonly string _positions;

    private EncoderGraph(Encoder encoder)
    {
        (_encoder, _config) = (encoder, encoder.Config);
        _tokens = _graph.Input("input_ids", TensorType.I64, "batch", "length");
        _present = Cast("present", _graph.Input("attention_mask", TensorType.I64, "batch", "length"), TensorType.BOOL);
        var length = _graph.Node("Gather", "length", [_graph.Node("Shape", "shape", [_tokens]), Whole(1)]);
        _positions = _graph.Node("Range", "positions", [Whole(0), length, Whole(1)]); // [length]
    }

    /// <exception cref="InvalidOperationException">A map carries an adapter, or numbers or times stand beside the tokens.</exception>
    public static OnnxGraph Of(Encoder encoder, TokenHead? head)
    {
        if (encoder.Projections().FirstOrDefault(row => row.Map.IsAdapted) is { Map: not null } adapted)
            throw new InvalidOperationException($"{adapted.Name} carries an adapter; merge it before the export.");
        if (encoder.Config.Numbers > 0)
            throw new InvalidOperationException("The encoder reads numbers beside its tokens; such encoders are not exported.");
        if (encoder.Config.Times)
            throw new InvalidOperationException("The encoder reads times beside its tokens; such encoders are not exported.");
        var export = new EncoderGraph(encoder);
        var states = export.States();
        export._graph.Output(states, TensorType.F32, "batch", "length", encoder.Config.Width);
        export._graph.Output(export.Mean(states), TensorType.F32, "batch", encoder.Config.Width);
        if (head is not null)
            export._graph.Output(export.Scores(states, head), TensorType.F32, "batch", "length", encoder.Config.Vocabulary);
        return export._graph;
    }

    private string States()
    {
        var x = Embed();
        var hidden = Hidden();
        (string Cos, string Sin)? turn = _config.Positions == Positions.Rotary ? Turns() : null;
        foreach (var (i, block) in _encoder.Blocks.Index())
        {
            var name = $"layer.{i}";
            x = Add($"{name}.attended", x, Attend($"{name}.attention", block, Norm($"{name}.attention_norm", block.AttentionNorm, x), hidden, turn));
            x = Add($"{name}.fed", x, Feed($"{name}.feed", block, Norm($"{name}.feed_norm", block.FeedNorm, x)));
        }

        return _encoder.FinalNorm is { } norm ? Norm("last_hidden_state", norm, x) : _graph.Node("Identity", "last_hidden_state", [x]);
    }

    private string Embed()
    {
        var x = _graph.Node("Gather", "embedded", [Tensor("embedding", _encoder.Embedding), _tokens]); // [batch, length, width]
        if (_config is { TokenDropout: true, Mask: { } mask })
            x = Multiply("embedded.kept", x, Kept(mask));
        if (_encoder.Places is { } places)
            x = Add("embedded.placed", x, _graph.Node("Gather", "places", [Tensor("place_embedding", places), _positions]));
        return _encoder.EmbeddingNorm is { } norm ? Norm("embedded.norm", norm, x) : x;
    }

    /// <returns>[batch, length, 1]: 0 where a token is hidden; elsewhere what makes up for the share hidden in its item.</returns>
    private string Kept(int mask)
    {
        var masked = Cast("masked", _graph.Node("Equal", "is_masked", [_tokens, Whole(mask)]), TensorType.F32);
        var counts = Sum("masked.count", Multiply("masked.present", masked, PresentNumber()), keep: true); // [batch, 1]
        var share = _graph.Node("Div", "masked.share", [counts, Sum("present.count", PresentNumber(), keep: true)]);
        var scale = _graph.Node("Div", "kept.scale", [Real(1 - (float)Encoder.HiddenInTraining), _graph.Node("Sub", "kept.share", [Real(1), share])]);
        return Unsqueeze("kept.column", Multiply("kept", _graph.Node("Sub", "unmasked", [Real(1), masked]), scale), 2);
    }

    /// <returns>What is added to the scores, [batch, 1, 1, length]; of a causal encoder [batch, 1, length, length].</returns>
    private string Hidden()
    {
        var seen = Unsqueeze("seen", _present, 1, 2);
        if (_config.Causal)
        {
            var before = _graph.Node("LessOrEqual", "before", [Unsqueeze("positions.row", _positions, 0), Unsqueeze("positions.column", _positions, 1)]);
            seen = _graph.Node("And", "seen.before", [seen, before]);
        }

        return _graph.Node("Where", "unseen", [seen, Real(0), Real(Unseen)]);
    }

    /// <returns>Cosines and sines of each place, [length, head width]; sines of the first half are negative.</returns>
    private (string Cos, string Sin) Turns()
    {
        using var scope = NewDisposeScope();
        var frequencies = Encoder.Rotation.Frequencies(_config.Width / _config.Heads, CPU).data<float>().ToArray();
        var places = Cast("positions.number", Unsqueeze("positions.places", _positions, 1), TensorType.F32);
        var angles = Multiply("angles", places, _graph.Floats("frequencies", [1, frequencies.Length], frequencies)); // [length, head width / 2]
        var (cos, sin) = (_graph.Node("Cos", "angles.cos", [angles]), _graph.Node("Sin", "angles.sin", [angles]));
        return (Join("turn.cos", 1, cos, cos), Join("turn.sin", 1, _graph.Node("Neg", "angles.minus_sin", [sin]), sin));
    }

    private string Attend(string name, Encoder.Block block, string x, string hidden, (string Cos, string Sin)? turn)
    {
        var (heads, headWidth) = (_config.Heads, _config.Width / _config.Heads);
        var mixed = Reshape($"{name}.heads", Map($"{name}.query_key_value", block.QueryKeyValue, x), 0, 0, 3, heads, headWidth);
        var parts = _graph.Node("Transpose", $"{name}.parts", [mixed], OnnxAttribute.Of("perm", [2, 0, 3, 1, 4])); // [3, batch, heads, length, head width]
        string Part(string part, long at) => _graph.Node("Gather", $"{name}.{part}", [parts, Whole(at)], OnnxAttribute.Of("axis", 0));
        var (query, key, value) = (Part("query", 0), Part("key", 1), Part("value", 2));
        if (turn is { } by)
            (query, key) = (Turn($"{name}.query", query, by), Turn($"{name}.key", key, by));
        var product = _graph.Node("MatMul", $"{name}.product", [query, _graph.Node("Transpose", $"{name}.key.turned_over", [key], OnnxAttribute.Of("perm", [0, 1, 3, 2]))]);
        var scores = Add($"{name}.scores", Multiply($"{name}.scaled", product, Real((float)(1 / Math.Sqrt(headWidth)))), hidden);
        var weights = _graph.Node("Softmax", $"{name}.weights", [scores], OnnxAttribute.Of("axis", -1));
        var seen = _graph.Node("Transpose", $"{name}.seen", [_graph.Node("MatMul", $"{name}.mean", [weights, value])], OnnxAttribute.Of("perm", [0, 2, 1, 3]));
        return Map($"{name}.out", block.AttentionOut, Reshape($"{name}.joined", seen, 0, 0, _config.Width));
    }

    private string Turn(string name, string x, (string Cos, string Sin) by)
    {
        var (first, second) = Halves(name, x, _config.Width / _config.Heads / 2);
        return Add($"{name}.turned", Multiply($"{name}.along", x, by.Cos), Multiply($"{name}.across", Join($"{name}.swapped", -1, second, first), by.Sin));
    }

    private string Feed(string name, Encoder.Block block, string x)
    {
        var inner = Map($"{name}.in", block.FeedIn, x);
        if (_config.Activation == Activation.Gelu)
            return Map($"{name}.out", block.FeedOut, Gelu($"{name}.gelu", inner));
        var (gate, value) = Halves(name, inner, _config.InnerWidth);
        var open = Multiply($"{name}.silu", gate, _graph.Node("Sigmoid", $"{name}.sigmoid", [gate]));
        return Map($"{name}.out", block.FeedOut, Multiply($"{name}.gated", open, value));
    }

    private string Scores(string states, TokenHead head)
    {
        var x = Norm("head.norm", head.Norm, Gelu("head.gelu", Map("head.dense", head.Dense, states)));
        if (head.Decoder is { } decoder)
            return Map("logits", decoder, x);
        var product = _graph.Node("MatMul", "logits.product", [x, _graph.Node("Transpose", "embedding.turned_over", ["embedding"], OnnxAttribute.Of("perm", [1, 0]))]);
        return Add("logits", product, Tensor("head.bias", head.Bias));
    }

    /// <returns>Mean over the tokens present, [batch, width].</returns>
    private string Mean(string states)
    {
        var sum = Sum("states.sum", Multiply("states.present", states, Unsqueeze("present.column", PresentNumber(), 2)), keep: false);
        return _graph.Node("Div", "mean_hidden_state", [sum, Sum("present.length", PresentNumber(), keep: true)]);
    }

    /// <summary>Half of x · (1 + erf(x / √2)): the operator of this name came with set 20.</summary>
    private string Gelu(string name, string x)
    {
        var error = _graph.Node("Erf", $"{name}.erf", [Multiply($"{name}.narrow", x, Real((float)(1 / Math.Sqrt(2))))]);
        return Multiply(name, Multiply($"{name}.half", x, Real(0.5f)), Add($"{name}.share", error, Real(1)));
    }

    private string Norm(string name, LayerNorm norm, string x) => _graph.Node(
        "LayerNormalization", name, [x, Tensor($"{name}.weight", norm.weight!), Tensor($"{name}.bias", norm.bias!)],
        OnnxAttribute.Of("axis", -1), OnnxAttribute.Of("epsilon", (float)_config.NormEpsilon));

    private string Map(string name, Projection map, string x)
    {
        // The operator wants [inputs, outputs].
        var weight = _graph.Tensor(map.Weight.ToWriteTurnedOver($"{name}.weight"));
        var product = _graph.Node("MatMul", map.Bias is null ? name : $"{name}.product", [x, weight]);
        return map.Bias is null ? product : Add(name, product, Tensor($"{name}.bias", map.Bias));
    }

    private (string First, string Second) Halves(string name, string x, long width)
    {
        var halves = _graph.Node("Split", [$"{name}.first", $"{name}.second"], [x, Wholes(width, width)], OnnxAttribute.Of("axis", -1));
        return (halves[0], halves[1]);
    }

    private string Add(string name, string a, string b) => _graph.Node("Add", name, [a, b]);

    private string Multiply(string name, string a, string b) => _graph.Node("Mul", name, [a, b]);

    private string Join(string name, long axis, params string[] parts) => _graph.Node("Concat", name, parts, OnnxAttribute.Of("axis", axis));

    private string Cast(string name, string x, TensorType type) => _graph.Node("Cast", name, [x], OnnxAttribute.Of("to", type.Number()));

    private string Sum(string name, string x, bool keep) => _graph.Node("ReduceSum", name, [x, Wholes(1)], OnnxAttribute.Of("keepdims", keep ? 1 : 0));

    private string Unsqueeze(string name, string x, params long[] axes) => _graph.Node("Unsqueeze", name, [x, Wholes(axes)]);

    /// <param name="shape">0 for a length that stays.</param>
    private string Reshape(string name, string x, params long[] shape) => _graph.Node("Reshape", name, [x, Wholes(shape)]);

    private string PresentNumber() => Once("present.number", name => Cast(name, _present, TensorType.F32));

    private string Tensor(string name, Tensor tensor) => _graph.Tensor(tensor.ToWrite(name));

    private string Whole(long value) => Once($"whole.{value}", name => _graph.Integers(name, scalar: true, value));

    private string Wholes(params long[] values) => Once($"wholes.{string.Join('.', values)}", name => _graph.Integers(name, scalar: false, values));

    private string Real(float value) => Once(FormattableString.Invariant($"real.{value}"), name => _graph.Floats(name, [], value));

    private string Once(string name, Func<string, string> make) =>
        _constants.TryGetValue(name, out var made) ? made : _constants[name] = make(name);
}
