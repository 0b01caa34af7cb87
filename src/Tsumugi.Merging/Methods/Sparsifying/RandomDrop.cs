namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Keeps each difference with the same probability ("DARE", Yu et al. 2023).</summary>
/// <param name="factor">What is kept is multiplied by it.</param>
internal sealed class RandomDrop(Philox random, double density, double factor) : Sparsifier
{
    private const int AtOnce = 1024;

    public override void Apply(Tile tile, Span<double> differences)
    {
        var limit = (ulong)(density * (1L << 32));
        Span<uint> bits = stackalloc uint[AtOnce];
        for (var start = 0; start < differences.Length; start += AtOnce)
        {
            var some = differences.Slice(start, Math.Min(AtOnce, differences.Length - start));
            random.Fill(tile.Start + start, bits[..some.Length]);
            for (var i = 0; i < some.Length; i++)
                some[i] = bits[i] < limit ? some[i] * factor : 0;
        }
    }
}
