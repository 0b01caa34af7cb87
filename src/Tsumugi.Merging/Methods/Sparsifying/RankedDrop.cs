namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Keeps large differences of a row more often than small ones ("DELLA", Deep et al. 2024): the probability rises from density - ε
/// for the smallest to density + ε for the largest.</summary>
/// <param name="enlarges">What is kept is divided by its probability, as the paper does.</param>
internal sealed class RankedDrop(int segments, Philox random, int rowLength, double density, double epsilon, bool enlarges) : Sparsifier
{
    private readonly Workspace?[] _own = new Workspace?[segments];

    public override bool WholeRows => true;

    public override void Apply(Tile tile, Span<double> differences)
    {
        var own = _own[tile.Segment] ??= new(rowLength);
        var (ranks, places, bits) = (own.Ranks, own.Places, own.Bits);
        for (var start = 0; start < differences.Length; start += rowLength)
        {
            var row = differences.Slice(start, rowLength);
            ranks.Fill(row, places);
            random.Fill(tile.Start + start, bits);
            for (var i = 0; i < row.Length; i++)
            {
                // A row of one has no order.
                var share = rowLength == 1 ? 0.5 : (double)places[i] / (rowLength - 1);
                var probability = density - epsilon + (share * 2 * epsilon);
                row[i] = bits[i] >= (ulong)(probability * (1L << 32)) ? 0 : enlarges ? row[i] / probability : row[i];
            }
        }
    }

    private sealed class Workspace(int rowLength)
    {
        public RowRanks Ranks { get; } = new();

        public int[] Places { get; } = new int[rowLength];

        public uint[] Bits { get; } = new uint[rowLength];
    }
}
