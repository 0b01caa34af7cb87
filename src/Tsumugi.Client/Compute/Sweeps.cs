using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client.Compute;

/// <summary>Asks for the same job with several values: the body of <c>POST /api/v1/sweeps</c>.</summary>
public sealed record SweepRequest
{
    /// <summary>What all its jobs share. Where it makes a model, each appends its number to the name: <c>encoder-01</c>.</summary>
    public required JobRequest Job { get; init; }

    /// <summary>
    /// Path in the recipe (or <c>seed</c>) → a list of values, or for <see cref="SweepMethod.Random"/> also <c>{"from":1e-4,"to":1e-2,"scale":"log"}</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, JsonElement> Over { get; init; }

    public SweepMethod Method { get; init; }

    /// <summary>How many are drawn at random; null for a grid, which has them all.</summary>
    public int? Points { get; init; }

    /// <summary>Of the drawing.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The measured value by which they are compared.</summary>
    public string Metric { get; init; } = "loss";

    public SweepGoal Goal { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<SweepMethod>))]
public enum SweepMethod
{
    /// <summary>Every combination.</summary>
    Grid,

    /// <summary>Combinations drawn from the lists and ranges.</summary>
    Random,
}

[JsonConverter(typeof(JsonStringEnumConverter<SweepGoal>))]
public enum SweepGoal
{
    Min,
    Max,
}

public sealed record SweepView
{
    public required string Id { get; init; }

    public required string Recipe { get; init; }

    public required string Institution { get; init; }

    public required string Person { get; init; }

    public string? Project { get; init; }

    public required SweepMethod Method { get; init; }

    public required string Metric { get; init; }

    public required SweepGoal Goal { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>The best first; those without a value of the metric last.</summary>
    public required IReadOnlyList<SweepPoint> Points { get; init; }
}

/// <param name="Values">Path → value.</param>
/// <param name="Value">What the job measured last under the sweep's metric; null while it measured nothing.</param>
public sealed record SweepPoint(string Job, JobState State, IReadOnlyDictionary<string, JsonElement> Values, double? Value, IReadOnlyList<string> Outputs);
