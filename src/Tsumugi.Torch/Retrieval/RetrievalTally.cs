using Tsumugi.Client.Jobs;

namespace Tsumugi.Torch.Retrieval;

/// <summary>Adds up how the queries of one direction fare, beside a random order of the same candidates.</summary>
internal sealed class RetrievalTally
{
    private static readonly int[] Places = [1, 10];

    private readonly double[] _recalls = new double[Places.Length];
    private readonly double[] _chances = new double[Places.Length];
    private double _reciprocal;
    private int _queries;

    /// <param name="scores">One per candidate.</param>
    /// <param name="right">Whether a candidate is a right answer; at least one is.</param>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<bool> right)
    {
        var (ranking, chance) = (Ranking.Of(scores, right), Ranking.Chance(right.Length, right.Count(true)));
        _queries++;
        _reciprocal += ranking.ReciprocalRank();
        for (var place = 0; place < Places.Length; place++)
        {
            _recalls[place] += ranking.RecallAt(Places[place]);
            _chances[place] += chance.RecallAt(Places[place]);
        }
    }

    /// <param name="trained">Whether pairs of the two were trained on.</param>
    public RetrievalFigures Figures(string from, string to, string method, string subset, int candidates, bool trained) => new()
    {
        Direction = $"{from}To{char.ToUpperInvariant(to[0])}{to[1..]}",
        Method = method,
        Subset = subset,
        Queries = _queries,
        Candidates = candidates,
        RecallAt1 = Mean(_recalls[0]),
        RecallAt10 = Mean(_recalls[1]),
        Mrr = Mean(_reciprocal),
        ChanceAt1 = Mean(_chances[0]),
        ChanceAt10 = Mean(_chances[1]),
        Trained = trained,
    };

    private double Mean(double sum) => _queries == 0 ? 0 : sum / _queries;
}
