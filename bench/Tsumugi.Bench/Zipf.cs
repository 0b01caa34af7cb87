namespace Tsumugi.Bench;

/// <summary>Draws a rank from 0, with a chance that falls as 1/rank.</summary>
internal sealed class Zipf
{
    private readonly double[] _upTo;

    public Zipf(int count)
    {
        _upTo = new double[count];
        var sum = 0.0;
        for (var at = 0; at < count; at++)
            _upTo[at] = sum += 1.0 / (at + 1);
    }

    public int Draw(Random random)
    {
        var at = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return Math.Min(at < 0 ? ~at : at, _upTo.Length - 1);
    }
}
