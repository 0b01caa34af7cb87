namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Keeps the differences that stand, by magnitude from the largest down, from one place up to another.</summary>
/// <param name="first">How many of the largest are left out.</param>
/// <param name="kept">How many of the next are kept.</param>
internal sealed class MagnitudeWindow(int segments, long first, long kept) : Sparsifier
{
    private const int Lower = 0, Upper = 1;

    private readonly RankSelector _ranks = new(segments, [first, first + kept]);

    /// <summary>How many with the two places' own magnitude came by, in each segment.</summary>
    private readonly long[,] _equals = new long[segments, 2];

    public override int Looks => RankSelector.Looks;

    public override void Look(int look, Tile tile, ReadOnlySpan<double> differences) => _ranks.Look(look, tile.Segment, differences);

    public override void Settle(int look) => _ranks.Settle(look);

    public override void Begin()
    {
        for (var segment = 0; segment < segments; segment++)
            (_equals[segment, Lower], _equals[segment, Upper]) = (_ranks.EqualsBefore(Lower, segment), _ranks.EqualsBefore(Upper, segment));
    }

    public override void Apply(Tile tile, Span<double> differences)
    {
        var (lowerKey, upperKey) = (_ranks.KeyAt(Lower), _ranks.KeyAt(Upper));
        var (lower, upper) = (_equals[tile.Segment, Lower], _equals[tile.Segment, Upper]);
        for (var i = 0; i < differences.Length; i++)
        {
            var key = RankSelector.Key(differences[i]);
            var keeps = !_ranks.IsBefore(Lower, key, lower) && _ranks.IsBefore(Upper, key, upper);
            lower += key == lowerKey ? 1 : 0;
            upper += key == upperKey ? 1 : 0;
            if (!keeps)
                differences[i] = 0;
        }

        (_equals[tile.Segment, Lower], _equals[tile.Segment, Upper]) = (lower, upper);
    }
}
