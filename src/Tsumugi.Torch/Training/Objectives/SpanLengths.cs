namespace Tsumugi.Torch.Training.Objectives;

/// <summary>How many neighbours are hidden together: geometric, up to a longest.</summary>
/// <param name="Stop">Probability that a span ends after each of its tokens.</param>
/// <param name="Longest">No span has more tokens.</param>
public sealed record SpanLengths(double Stop, int Longest)
{
    /// <summary>Each token by itself (Devlin et al. 2019).</summary>
    public static readonly SpanLengths OneToken = new(1, 1);

    /// <summary>3.8 tokens on average (SpanBERT, Joshi et al. 2020).</summary>
    public static readonly SpanLengths SpanBert = new(0.2, 10);

    public double Mean => Enumerable.Range(1, Longest).Sum(length => length * Share(length));

    /// <param name="uniform">0 up to but not including 1.</param>
    public int Of(double uniform)
    {
        var length = 1;
        for (var below = Share(1); uniform >= below && length < Longest; below += Share(length))
            length++;
        return length;
    }

    private double Share(int length) => Stop * Math.Pow(1 - Stop, length - 1) / (1 - Math.Pow(1 - Stop, Longest));
}
