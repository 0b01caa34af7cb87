using System.Text.Json;

namespace Tsumugi.Torch.Training;

/// <summary>
/// What a run knows between two steps, beside its tensors. The data's order, masks and everything else random follow from the
/// seed and the step alone (<see cref="CounterRandom"/>), so the step is the position in the data and the state of the random numbers too.
/// </summary>
/// <param name="Step">Steps that are done.</param>
/// <param name="LastLosses">Of the last steps, at most ten.</param>
public sealed record TrainingState(int Step, IReadOnlyList<double> LastLosses)
{
    private const int Remembered = 10;

    /// <summary>The best validation measure so far.</summary>
    public double? Best { get; init; }

    /// <summary>Looks at the validation measure since the best.</summary>
    public int SinceBest { get; init; }

    public static TrainingState Beginning { get; } = new(0, []);

    public TrainingState After(double loss) => this with { Step = Step + 1, LastLosses = [.. LastLosses.TakeLast(Remembered - 1), loss] };

    public TrainingState After(double measure, bool higherIsBetter)
    {
        var isBest = double.IsFinite(measure) && (Best is not { } best || (higherIsBetter ? measure > best : measure < best));
        return isBest ? this with { Best = measure, SinceBest = 0 } : this with { SinceBest = SinceBest + 1 };
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    public static TrainingState FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<TrainingState>(json, JsonSerializerOptions.Web)!;
}
