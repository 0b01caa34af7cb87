using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>Convolutions over packed items, which never cross from one to the next: for what neighbours decide, at a cost that grows with length alone.</summary>
/// <remarks>Residual blocks with a narrow dilated convolution, as in ByteNet (Kalchbrenner et al. 2016) and, for proteins, CARP (Yang et al. 2024).</remarks>
public sealed class ConvolutionalEncoder : nn.Module<Batch, Tensor>
{
    private readonly Embedding _embed;
    private readonly ModuleList<Block> _blocks = [];
    private readonly LayerNorm _norm;

    public ConvolutionalEncoder(ConvolutionalConfig config) : base("encoder")
    {
        if (config.Kernel % 2 == 0)
            throw new ArgumentException($"The kernel of a convolution is odd, not {config.Kernel}.", nameof(config));
        Config = config;
        _embed = nn.Embedding(config.Vocabulary, config.Width, padding_idx: config.Padding);
        for (var layer = 0; layer < config.Layers; layer++)
            _blocks.Add(new Block(config, config.Dilation(layer)));
        _norm = nn.LayerNorm(config.Width);
        RegisterComponents();
        using (no_grad())
            nn.init.normal_(_embed.weight!, 0, 1 / Math.Sqrt(config.Width));
    }

    public ConvolutionalConfig Config { get; }

    /// <returns>[tokens, width], float32; nothing where a token is padding.</returns>
    public override Tensor forward(Batch batch)
    {
        using var scope = NewDisposeScope();
        var row = SpacedRow.Of(batch, Config.Reach);
        var x = _embed.forward(batch.Tokens.index_select(0, row.Sources)) * row.Present; // [spaced, width]
        foreach (var block in _blocks)
            x = x + block.forward(x, row.Present);
        return (_norm.forward(x) * row.Present).index_select(0, row.Places).MoveToOuterDisposeScope();
    }

    /// <summary>The items of a batch with room between them, so that what a convolution sees beyond an end is nothing.</summary>
    /// <param name="Sources">[spaced], int64: the token that stands there; any where none does.</param>
    /// <param name="Present">[spaced, 1]: 1 where a token stands, else 0.</param>
    /// <param name="Places">[tokens], int64: where each token of the batch stands; padding stands in a gap.</param>
    private sealed record SpacedRow(Tensor Sources, Tensor Present, Tensor Places)
    {
        public static SpacedRow Of(Batch batch, int gap)
        {
            var tokens = batch.Tokens.shape[0];
            var length = gap + batch.Lengths.Sum(item => item + gap);
            var (sources, present, places) = (new long[length], new float[length], new long[tokens]);
            var at = gap;
            foreach (var (start, item) in batch.Starts.Zip(batch.Lengths))
            {
                for (var i = 0; i < item; i++)
                    (sources[at + i], present[at + i], places[start + i]) = (start + i, 1, at + i);
                at += item + gap;
            }

            var device = batch.Tokens.device;
            return new(tensor(sources, device: device), tensor(present, [length, 1], device: device), tensor(places, device: device));
        }
    }

    private sealed class Block : nn.Module
    {
        private readonly LayerNorm _norm;
        private readonly Projection _narrow;
        private readonly Conv2d _mix;
        private readonly Projection _widen;

        public Block(ConvolutionalConfig config, int dilation) : base("block")
        {
            var (inner, side) = (config.InnerWidth, (config.Kernel - 1) / 2 * dilation);
            _norm = nn.LayerNorm(config.Width);
            _narrow = new(config.Width, inner);
            _mix = nn.Conv2d(inner, inner, (1, config.Kernel), padding: (0, side), dilation: (1, dilation));
            _widen = new(inner, config.Width);
            RegisterComponents();
        }

        /// <param name="x">[spaced, width]</param>
        internal Tensor forward(Tensor x, Tensor present)
        {
            using var scope = NewDisposeScope();
            x = nn.functional.gelu(_narrow.forward(_norm.forward(x))).to_type(ScalarType.Float32) * present;
            return _widen.forward(nn.functional.gelu(Mix(x))).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
        }

        /// <summary>Width last is how the row lies already, and the layout that convolutions run fastest in: nothing is moved.</summary>
        private Tensor Mix(Tensor x)
        {
            var (length, inner) = (x.shape[0], x.shape[1]);
            return _mix.forward(x.view(1, 1, length, inner).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).reshape(length, inner);
        }
    }
}
