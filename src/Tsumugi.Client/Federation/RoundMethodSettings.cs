namespace Tsumugi.Client.Federation;

/// <summary>How the updates of a round become the next model; fields that a method has no use for keep their defaults.</summary>
public sealed record RoundMethodSettings
{
    /// <summary><c>fedavg</c>, <c>fedavgm</c>, <c>fedprox</c>, <c>fedadam</c>, <c>fedyogi</c>, <c>scaffold</c>, <c>median</c>, <c>trimmedmean</c>, <c>krum</c> or <c>multikrum</c>.</summary>
    public string Name { get; init; } = "fedavg";

    /// <summary>The server's step along the combined update, η.</summary>
    public double ServerRate { get; init; } = 1;

    /// <summary>Of <c>fedavgm</c>: what stays of the velocity, β.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Of <c>fedadam</c> and <c>fedyogi</c>: β₁.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Of <c>fedadam</c> and <c>fedyogi</c>: β₂.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Of <c>fedadam</c> and <c>fedyogi</c>: how adaptive they are, τ.</summary>
    public double Tau { get; init; } = 1e-3;

    /// <summary>Of <c>fedprox</c>: the weight μ of the distance from the round's model in a site's loss, (μ/2)·‖w − w₀‖².</summary>
    public double Proximal { get; init; } = 0.01;

    /// <summary>Of <c>trimmedmean</c>: share of the values cut off at either end of each coordinate, below 0.5.</summary>
    public double Trim { get; init; } = 0.1;

    /// <summary>Of <c>krum</c> and <c>multikrum</c>: sites that may send anything at all, f; at least 2f + 3 must take part.</summary>
    public int Byzantine { get; init; } = 1;

    /// <summary>Of <c>multikrum</c>: how many of the updates nearest to the others are averaged.</summary>
    public int Kept { get; init; } = 3;

    /// <summary>A longer update is shortened to this Euclidean norm; 0: none is.</summary>
    public double NormBound { get; init; }
}
