namespace Tsumugi.Torch.Training;

/// <summary>A measure on items that nobody trains on, taken now and then.</summary>
/// <param name="Name">As a metric, for example <c>validationLoss</c>.</param>
/// <param name="Measure">Sum and weight of this process's share; the measure is the mean over all processes.</param>
public sealed record Validation(string Name, Func<Share, (double Sum, double Weight)> Measure)
{
    public bool HigherIsBetter { get; init; }
}
