namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Keeps large differences of a row more often than small ones ("DELLA", Deep et al. 2024): the probability rises from density - ε
/// for the smallest to density + ε for the largest.</summary>
/// <param name="enlarges">What is kept is divided by its probability, as the paper does.</param>
internal sealed class RankedDrop(int segments, Philox random, int rowLength, double density, double epsilon, bool enlarges) : Sparsifier
{
    private readonly Workspace?[] _own = new Workspace?[segments];

    /// <summary>By rank: below which bits a difference is kept, and by what it is multiplied.</summary>
    private readonly (ulong Limit, double Factor)[] _byRank = [.. Enumerable.Range(0, rowLength).Select(rank =>
    {
        // A row of one has no order.
        var probability = density - epsilon + ((rowLength == 1 ? 0.5 : (double)rank / (rowLength - 1)) * 2 * epsilon);
        return ((ulong)(probability * (1L << 32)), enlarges ? 1 / probability : 1);
    })];

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
                // All bits where it is kept and none where not: chance would mislead a branch.
                var (limit, factor) = _byRank[places[i]];
                var kept = (long)(bits[i] - limit) >> 63;
                row[i] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(row[i] * factor) & kept);
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
