using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>A pre-norm transformer over packed items.</summary>
/// <remarks>Vaswani et al. 2017; rotary positions by Su et al. 2021. No dropout: the data are few passes long, and runs must resume bit by bit.</remarks>
public sealed class Encoder : nn.Module<Batch, Tensor>
{
    /// <summary>What ESM-2 hid of its tokens while it was trained.</summary>
    internal const double HiddenInTraining = 0.15 * 0.8;

    /// <summary>From one radian in a quarter of the time's unit, each half as fast as the one before: minutes to a life where the unit is a day.</summary>
    private const int Waves = 16;

    /// <summary>Sines and cosines that go into the map of times.</summary>
    internal const int TimeInputs = 2 * Waves;

    private readonly Embedding _embed;
    private readonly Embedding? _places;
    private readonly Projection? _numbers;

    private readonly Projection? _times;

    [ComponentName(Name = "hidden")]
    private readonly Parameter? _hidden;

    private readonly LayerNorm? _embedNorm;
    private readonly ModuleList<Block> _blocks = [];
    private readonly LayerNorm? _norm;
    private readonly int _headWidth;

    public Encoder(EncoderConfig config) : base("encoder")
    {
        Config = config;
        _headWidth = config.Width / config.Heads;
        _embed = nn.Embedding(config.Vocabulary, config.Width, padding_idx: config.Padding);
        if (config.Positions == Encoders.Positions.Learned)
            _places = nn.Embedding(config.MaxTokens, config.Width);
        if (config.Numbers > 0)
            (_numbers, _hidden) = (new(config.Numbers, config.Width), new Parameter(zeros(config.Width)));
        if (config.Times)
            _times = new(TimeInputs, config.Width);
        if (config.EmbeddingNorm)
            _embedNorm = nn.LayerNorm(config.Width, config.NormEpsilon);
        for (var i = 0; i < config.Layers; i++)
            _blocks.Add(new Block(config));
        if (config.FinalNorm)
            _norm = nn.LayerNorm(config.Width, config.NormEpsilon);
        RegisterComponents();
        using (no_grad())
        {
            nn.init.normal_(_embed.weight!, 0, 0.02);
            if (_places is not null)
                nn.init.normal_(_places.weight!, 0, 0.02);
            if (_hidden is not null)
                nn.init.normal_(_hidden, 0, 0.02);
        }
    }

    public EncoderConfig Config { get; }

    /// <summary>The token embedding, [vocabulary, width]; masked modelling guesses tokens with the same matrix.</summary>
    public Tensor Embedding => _embed.weight!;

    /// <summary>The embedding of learned places, [tokens at most, width]; null where places are not learned.</summary>
    public Tensor? Places => _places?.weight;

    public IReadOnlyList<Block> Blocks => [.. _blocks];

    public LayerNorm? EmbeddingNorm => _embedNorm;

    public LayerNorm? FinalNorm => _norm;

    /// <returns>[tokens, width], float32.</returns>
    public override Tensor forward(Batch batch)
    {
        using var scope = NewDisposeScope();
        var rotation = Config.Positions == Encoders.Positions.Rotary ? Rotation.Of(batch.Positions, _headWidth) : null;
        var x = Embed(batch);
        foreach (var block in _blocks)
            x = block.forward(Milestone.Pass(x), batch, rotation);
        x = Milestone.Pass(x);
        return (_norm is null ? x : _norm.forward(x)).MoveToOuterDisposeScope();
    }

    /// <returns>Mean over the tokens of each item, [items, width].</returns>
    public Tensor Pool(Batch batch)
    {
        using var scope = NewDisposeScope();
        return Pool(forward(batch), batch).MoveToOuterDisposeScope();
    }

    /// <param name="states">[tokens, width]</param>
    /// <returns>Mean over the tokens of each item, [items, width].</returns>
    public static Tensor Pool(Tensor states, Batch batch)
    {
        using var scope = NewDisposeScope();
        var items = batch.Lengths.Count;
        var sums = zeros(items + 1, states.shape[1], device: states.device).index_add(0, batch.Owners, states, 1).narrow(0, 0, items);
        var lengths = tensor(batch.Lengths.Select(length => (float)length).ToArray(), [items, 1], device: states.device);
        return (sums / lengths).MoveToOuterDisposeScope();
    }

    /// <summary>Pools items as they come, in their order, without a graph; what is held at a time is one batch, however many come.</summary>
    /// <param name="tokensPerBatch">At most, but for an item that is longer by itself.</param>
    /// <returns>[width] for each item.</returns>
    public IEnumerable<float[]> PoolAll(IEnumerable<int[]> items, Device device, int tokensPerBatch = 16_384)
    {
        var (batch, tokens) = (new List<int[]>(), 0);
        foreach (var item in items)
        {
            if (batch.Count > 0 && tokens + item.Length > tokensPerBatch)
            {
                foreach (var vector in PoolNow(batch, device))
                    yield return vector;
                batch.Clear();
                tokens = 0;
            }

            batch.Add(item);
            tokens += item.Length;
        }

        if (batch.Count == 0)
            yield break;
        foreach (var vector in PoolNow(batch, device))
            yield return vector;
    }

    private float[][] PoolNow(List<int[]> items, Device device)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return [.. Pool(Batch.Pack(items, device)).cpu().data<float>().ToArray().Chunk(Config.Width)];
    }

    /// <summary>Every map that an adapter may be put on, by name.</summary>
    public IEnumerable<(string Name, Projection Map)> Projections() =>
        named_modules().Where(row => row.module is Projection).Select(row => (row.name, (Projection)row.module));

    private Tensor Embed(Batch batch)
    {
        var x = _embed.forward(batch.Tokens);
        if (Config is { TokenDropout: true, Mask: { } mask })
            x = x * Kept(batch, mask).unsqueeze(-1);
        if (_numbers is not null)
            x = x + Beside(batch.Numbers ?? throw new ArgumentException($"The encoder reads {Config.Numbers} numbers beside each token, and the items have none.", nameof(batch)));
        if (_times is not null && batch.Times is { } times)
            x = x + At(times);
        if (_places is not null)
            x = x + _places.forward(batch.Positions);
        return _embedNorm is null ? x : _embedNorm.forward(x);
    }

    /// <param name="numbers">[tokens, numbers]</param>
    /// <returns>[tokens, width]: one map of the numbers, or a vector of its own where they are hidden.</returns>
    private Tensor Beside(Tensor numbers)
    {
        var known = numbers.isfinite().all(1, keepdim: true);
        return where(known, _numbers!.forward(numbers.nan_to_num()).to_type(ScalarType.Float32), _hidden!);
    }

    /// <param name="times">[tokens]</param>
    /// <returns>[tokens, width]: one map of the waves' sines and cosines; nothing where no time is known.</returns>
    private Tensor At(Tensor times)
    {
        var angles = outer(times.nan_to_num(), pow(2, 2 - arange(0, Waves, 1, ScalarType.Float32, times.device)));
        var waves = cat([angles.sin(), angles.cos()], 1);
        return _times!.forward(waves).to_type(ScalarType.Float32) * times.isfinite().unsqueeze(-1).to_type(ScalarType.Float32);
    }

    /// <returns>[tokens]: 0 where a token is hidden; elsewhere what makes up for the share hidden in its item, compared with training.</returns>
    private static Tensor Kept(Batch batch, int mask)
    {
        var hidden = batch.Tokens.eq(mask).to_type(ScalarType.Float32);
        var items = batch.Lengths.Count;
        var counts = zeros(items + 1, device: hidden.device).index_add(0, batch.Owners, hidden, 1);
        var lengths = tensor(batch.Lengths.Append(1).Select(length => (float)length).ToArray(), device: hidden.device);
        var scale = (1 - HiddenInTraining) / (1 - counts / lengths);
        return (1 - hidden) * scale.index_select(0, batch.Owners);
    }

    /// <summary>Cosines and sines of each token's place, [tokens, 1, 1, head width]; sines of the first half are negative.</summary>
    internal sealed record Rotation(Tensor Cos, Tensor Sin)
    {
        public static Rotation Of(Tensor positions, int headWidth)
        {
            var angles = outer(positions.to_type(ScalarType.Float32), Frequencies(headWidth, positions.device));
            var (cos, sin) = (angles.cos(), angles.sin());
            return new(cat([cos, cos], 1).unsqueeze(1).unsqueeze(1), cat([-sin, sin], 1).unsqueeze(1).unsqueeze(1));
        }

        /// <returns>What a head turns by from one place to the next, [head width / 2].</returns>
        public static Tensor Frequencies(int headWidth, Device device) => pow(10_000.0, -arange(0, headWidth, 2, ScalarType.Float32, device) / headWidth);

        /// <param name="x">[tokens, 2, heads, head width]</param>
        public Tensor Turn(Tensor x) => x * Cos + x.roll(x.shape[^1] / 2, -1) * Sin;
    }

    /// <summary>Attention, then a feed-forward layer, each on what a norm makes of the stream.</summary>
    public sealed class Block : nn.Module
    {
        private readonly LayerNorm _attentionNorm;
        private readonly Projection _queryKeyValue;
        private readonly Projection _attentionOut;
        private readonly LayerNorm _feedNorm;
        private readonly Projection _feedIn;
        private readonly Projection _feedOut;
        private readonly int _heads;
        private readonly bool _causal;
        private readonly Activation _activation;

        internal Block(EncoderConfig config) : base("block")
        {
            (_heads, _causal, _activation) = (config.Heads, config.Causal, config.Activation);
            _attentionNorm = nn.LayerNorm(config.Width, config.NormEpsilon);
            _queryKeyValue = new(config.Width, 3 * config.Width);
            _attentionOut = new(config.Width, config.Width);
            _feedNorm = nn.LayerNorm(config.Width, config.NormEpsilon);
            _feedIn = new(config.Width, config.InnerWidth * (config.Activation == Activation.SwiGlu ? 2 : 1));
            _feedOut = new(config.InnerWidth, config.Width);
            RegisterComponents();
        }

        public LayerNorm AttentionNorm => _attentionNorm;

        /// <summary>Queries, keys and values in this order, each [width, width].</summary>
        public Projection QueryKeyValue => _queryKeyValue;

        public Projection AttentionOut => _attentionOut;

        public LayerNorm FeedNorm => _feedNorm;

        public Projection FeedIn => _feedIn;

        public Projection FeedOut => _feedOut;

        /// <param name="x">[tokens, width]</param>
        internal Tensor forward(Tensor x, Batch batch, Rotation? rotation)
        {
            using var scope = NewDisposeScope();
            x = x + Attend(_attentionNorm.forward(x), batch, rotation);
            return (x + _feedOut.forward(Activate(_feedIn.forward(_feedNorm.forward(x))))).MoveToOuterDisposeScope();
        }

        private Tensor Attend(Tensor x, Batch batch, Rotation? rotation)
        {
            var (tokens, width) = (x.shape[0], x.shape[1]);
            var mixed = _queryKeyValue.forward(x).view(tokens, 3, _heads, width / _heads);
            var parts = mixed.split([2, 1], 1);
            var queryKey = (rotation is null ? parts[0] : rotation.Turn(parts[0]).to_type(mixed.dtype)).unbind(1);
            long[] sizes = [.. batch.Runs.Select(run => (long)run.Items * run.Length)];
            var (queries, keys, values) = (queryKey[0].split(sizes), queryKey[1].split(sizes), parts[1].squeeze(1).split(sizes));
            var seen = batch.Runs.Select((run, i) => Attend(queries[i], keys[i], values[i], run)).ToList();
            return _attentionOut.forward(seen.Count == 1 ? seen[0] : cat(seen, 0));
        }

        /// <param name="query">[items · length, heads, head width], as key and value.</param>
        private Tensor Attend(Tensor query, Tensor key, Tensor value, Batch.Run run)
        {
            Tensor Lay(Tensor x) => x.view(run.Items, run.Length, _heads, -1).transpose(1, 2);

            // Padding stands behind every item, so where no token looks ahead none sees it.
            var mask = _causal ? null : run.Present;
            var seen = nn.functional.scaled_dot_product_attention(Lay(query), Lay(key), Lay(value), mask!, is_casual: _causal); // [items, heads, length, head width]
            return seen.transpose(1, 2).reshape(query.shape[0], -1);
        }

        private Tensor Activate(Tensor x)
        {
            if (_activation == Activation.Gelu)
                return nn.functional.gelu(x);
            var halves = x.chunk(2, -1);
            return nn.functional.silu(halves[0]) * halves[1];
        }
    }
}
