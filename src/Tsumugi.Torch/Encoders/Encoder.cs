using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>A bidirectional transformer encoder: pre-norm, rotary positions, GELU.</summary>
/// <remarks>Vaswani et al. 2017; rotary positions by Su et al. 2021. No dropout: the data are few passes long, and runs must resume bit by bit.</remarks>
public sealed class Encoder : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Embedding _embed;
    private readonly ModuleList<Block> _blocks = [];
    private readonly LayerNorm _norm;
    private readonly int _headWidth;

    public Encoder(EncoderConfig config) : base("encoder")
    {
        Config = config;
        _headWidth = config.Width / config.Heads;
        _embed = nn.Embedding(config.Vocabulary, config.Width, padding_idx: config.Padding);
        for (var i = 0; i < config.Layers; i++)
            _blocks.Add(new Block(config));
        _norm = nn.LayerNorm(config.Width);
        RegisterComponents();
        using (no_grad())
        {
            foreach (var (name, parameter) in named_parameters())
            {
                if (parameter.dim() == 2)
                    nn.init.normal_(parameter, 0, 0.02);
                else if (name.EndsWith("bias", StringComparison.Ordinal))
                    nn.init.zeros_(parameter);
            }
        }
    }

    public EncoderConfig Config { get; }

    /// <summary>The token embedding, [vocabulary, width]; masked modelling guesses tokens with the same matrix.</summary>
    public Tensor Embedding => _embed.weight!;

    /// <param name="tokens">[batch, length], int64.</param>
    /// <param name="present">[batch, length], true where a token is not padding.</param>
    /// <returns>[batch, length, width]</returns>
    public override Tensor forward(Tensor tokens, Tensor present)
    {
        using var scope = NewDisposeScope();
        var (cos, sin) = Rotations(tokens.shape[1], tokens.device);
        var mask = present.unsqueeze(1).unsqueeze(1); // [batch, 1, 1, length]
        var x = _embed.forward(tokens);
        foreach (var block in _blocks)
            x = block.forward(x, mask, cos, sin);
        return _norm.forward(x).MoveToOuterDisposeScope();
    }

    /// <returns>Mean over the tokens present, [batch, width].</returns>
    public Tensor Pool(Tensor tokens, Tensor present)
    {
        using var scope = NewDisposeScope();
        var weights = present.unsqueeze(-1).to_type(ScalarType.Float32); // [batch, length, 1]
        var sum = (forward(tokens, present) * weights).sum(1);
        return (sum / weights.sum(1)).MoveToOuterDisposeScope();
    }

    /// <returns>Cosines and sines, [length, head width] each.</returns>
    private (Tensor Cos, Tensor Sin) Rotations(long length, Device device)
    {
        var frequencies = pow(10_000.0, -arange(0, _headWidth, 2, ScalarType.Float32, device) / _headWidth); // [head width / 2]
        var angles = outer(arange(length, ScalarType.Float32, device), frequencies);
        var both = cat([angles, angles], 1);
        return (both.cos(), both.sin());
    }

    private sealed class Block : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>
    {
        private readonly LayerNorm _attentionNorm;
        private readonly Linear _queryKeyValue;
        private readonly Linear _attentionOut;
        private readonly LayerNorm _feedNorm;
        private readonly Linear _feedIn;
        private readonly Linear _feedOut;
        private readonly int _heads;

        public Block(EncoderConfig config) : base("block")
        {
            _heads = config.Heads;
            _attentionNorm = nn.LayerNorm(config.Width);
            _queryKeyValue = nn.Linear(config.Width, 3 * config.Width);
            _attentionOut = nn.Linear(config.Width, config.Width);
            _feedNorm = nn.LayerNorm(config.Width);
            _feedIn = nn.Linear(config.Width, 4 * config.Width);
            _feedOut = nn.Linear(4 * config.Width, config.Width);
            RegisterComponents();
        }

        /// <param name="x">[batch, length, width]</param>
        /// <param name="mask">[batch, 1, 1, length], true where attention may look.</param>
        public override Tensor forward(Tensor x, Tensor mask, Tensor cos, Tensor sin)
        {
            x = x + Attend(_attentionNorm.forward(x), mask, cos, sin);
            return x + _feedOut.forward(nn.functional.gelu(_feedIn.forward(_feedNorm.forward(x))));
        }

        private Tensor Attend(Tensor x, Tensor mask, Tensor cos, Tensor sin)
        {
            var (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var split = _queryKeyValue.forward(x).view(batch, length, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4); // [3, batch, heads, length, head width]
            var (query, key) = (Rotate(split[0], cos, sin), Rotate(split[1], cos, sin));
            var seen = nn.functional.scaled_dot_product_attention(query, key, split[2], mask);
            return _attentionOut.forward(seen.transpose(1, 2).reshape(batch, length, width));
        }

        private static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
        {
            var halves = x.chunk(2, -1);
            return x * cos + cat([-halves[1], halves[0]], -1) * sin;
        }
    }
}
