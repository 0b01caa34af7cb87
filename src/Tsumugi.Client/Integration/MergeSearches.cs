using System.Text.Json;
using System.Text.Json.Serialization;
using Tsumugi.Client.Compute;

namespace Tsumugi.Client.Integration;

/// <summary>Asks the hub to look for a good merge: the body of <c>POST /api/v1/integration/searches</c>.</summary>
public sealed record MergeSearchRequest
{
    /// <summary>The merge that all evaluations share: a recipe of the kind <c>merge</c>; its output's name gets each evaluation's number.</summary>
    public required JobRequest Merge { get; init; }

    /// <summary>
    /// Path in the merge's configuration, for example <c>models.0.parameters.weight</c> → <c>{"from":0,"to":1,"scale":"linear"}</c>, or, for grid and random,
    /// a list of values.
    /// </summary>
    public required IReadOnlyDictionary<string, JsonElement> Over { get; init; }

    /// <summary>The job that measures each merged model; its input <see cref="Input"/> is filled in.</summary>
    public required JobRequest Benchmark { get; init; }

    /// <summary>The benchmark's input that is the merged model.</summary>
    public string Input { get; init; } = "model";

    /// <summary>The benchmark's value to compare by; its last one counts.</summary>
    public required string Metric { get; init; }

    public SweepGoal Goal { get; init; }

    public MergeSearchMethod Method { get; init; }

    /// <summary>How many merges are measured at most; a grid has its own number.</summary>
    public int? Evaluations { get; init; }

    /// <summary>Of the drawing.</summary>
    public int Seed { get; init; } = 1;
}

[JsonConverter(typeof(JsonStringEnumConverter<MergeSearchMethod>))]
public enum MergeSearchMethod
{
    Grid,
    Random,

    /// <summary>Covariance matrix adaptation: generations, each nearer to the best of the one before.</summary>
    CmaEs,
}

/// <summary>A search as the outside sees it, the best evaluation first.</summary>
public sealed record MergeSearchView
{
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public required string Person { get; init; }

    public required MergeSearchRequest Request { get; init; }

    /// <summary><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it ended as it did, in the reader's language; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public required IReadOnlyList<MergeEvaluation> Evaluations { get; init; }

    /// <summary>The best so far; null before any was measured.</summary>
    public MergeEvaluation? Best => Evaluations is [{ Value: not null } best, ..] ? best : null;
}

/// <param name="Number">From 1.</param>
/// <param name="Generation">From 1.</param>
/// <param name="Values">Path → value.</param>
/// <param name="Value">What the benchmark measured; null before, or where a job failed.</param>
/// <param name="Model">The merged model's revision; null before it is there.</param>
public sealed record MergeEvaluation(
    int Number, int Generation, IReadOnlyDictionary<string, JsonElement> Values, string? MergeJob, string? BenchmarkJob, bool Ended, double? Value, string? Model);
