namespace Tsumugi.Torch.Training;

/// <summary>Random numbers addressed by what they are for, so that a resumed run draws what an uninterrupted one would have drawn.</summary>
/// <remarks>SplitMix64's finaliser over seed, stream and position (Steele et al. 2014).</remarks>
public readonly struct CounterRandom(long seed, string stream)
{
    private readonly ulong _key = Mix((ulong)seed ^ Hash(stream));

    /// <returns>0 up to but not including 1.</returns>
    public double Uniform(long first, long second) => (Bits(first, second) >> 11) * (1.0 / (1UL << 53));

    public int Below(int limit, long first, long second) => (int)(Uniform(first, second) * limit);

    public ulong Bits(long first, long second) => Mix(Mix(_key + (ulong)first * 0x9E3779B97F4A7C15) + (ulong)second * 0xD1B54A32D192ED03);

    /// <summary>The numbers 0 to n−1 in an order of their own for each round.</summary>
    public int[] Order(int n, long round)
    {
        var (keys, items) = (new ulong[n], new int[n]);
        for (var i = 0; i < n; i++)
            (keys[i], items[i]) = (Bits(round, i), i);
        Array.Sort(keys, items);
        return items;
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>FNV-1a: the runtime's own string hash differs from process to process.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
