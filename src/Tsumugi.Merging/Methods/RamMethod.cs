namespace Tsumugi.Merging.Methods;

/// <summary>Differences that one model alone has are taken whole, those of several are averaged ("Reinforced Agent Merging", arXiv:2601.13572);
/// <c>ramplus_tl</c> enlarges the former by how much a model shares with others in this tensor.</summary>
internal sealed class RamMethod(string name, bool enlarges) : ITiledMethod
{
    public static RamMethod Plain { get; } = new("ram", false);

    public static RamMethod Plus { get; } = new("ramplus_tl", true);

    public string Name => name;

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Required,
        Parameters =
        [
            new("epsilon", PerModel: false, 1e-5, Least: 0),
            .. enlarges ? (MethodParameter[])[new("r", PerModel: false, 0.1), new("alpha", PerModel: false, 0.2, Least: 0)] : [],
        ],
    };

    public TensorMerge Begin(TensorStep step) => new Merge(step, enlarges);

    private sealed class Merge(TensorStep step, bool enlarges) : TensorMerge
    {
        private readonly double _least = step.Shared["epsilon"];
        private readonly int _models = step.Models.Count;
        private readonly long[,] _shared = new long[step.Segments, step.Models.Count];
        private readonly long[,] _unique = new long[step.Segments, step.Models.Count];
        private readonly double[] _factors = [.. Enumerable.Repeat(1.0, step.Models.Count)];

        public override bool Wants(int look) => enlarges && look == 0;

        public override void Look(int look, Tile tile)
        {
            tile.SubtractBase(_models);
            for (var i = 0; i < tile.Length; i++)
            {
                var counts = Having(tile, i) > 1 ? _shared : _unique;
                for (var model = 0; model < _models; model++)
                    counts[tile.Segment, model] += Math.Abs(tile[model][i]) > _least ? 1 : 0;
            }
        }

        public override void Settle(int look)
        {
            for (var model = 0; model < _models; model++)
            {
                var (shared, unique) = (0L, 0L);
                for (var segment = 0; segment < step.Segments; segment++)
                    (shared, unique) = (shared + _shared[segment, model], unique + _unique[segment, model]);
                var ratio = shared / Math.Max(unique, _least > 0 ? _least : double.Epsilon);
                _factors[model] = 1 + (step.Shared["r"] * Math.Clamp(ratio, 0, step.Shared["alpha"]));
            }
        }

        public override void Combine(Tile tile, Span<double> result)
        {
            tile.SubtractBase(_models);
            for (var i = 0; i < result.Length; i++)
            {
                var (having, sum) = (Having(tile, i), 0.0);
                for (var model = 0; model < _models; model++)
                {
                    var difference = tile[model][i];
                    if (Math.Abs(difference) > _least)
                        sum += having == 1 ? difference * _factors[model] : difference / having;
                }

                result[i] = tile.Base[i] + sum;
            }
        }

        private int Having(Tile tile, int i)
        {
            var count = 0;
            for (var model = 0; model < _models; model++)
                count += Math.Abs(tile[model][i]) > _least ? 1 : 0;
            return count;
        }
    }
}
