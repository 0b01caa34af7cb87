using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client.Compute;

/// <summary>Asks the hub to run a recipe: the body of <c>POST /api/v1/jobs</c>.</summary>
public sealed record JobRequest
{
    /// <summary>Name of a recipe that ships with the hub, for example <c>pretrain-dna</c>.</summary>
    public required string Recipe { get; init; }

    /// <summary>The institution that the job runs for and that owns what it makes.</summary>
    public required string Institution { get; init; }

    /// <summary>
    /// Input's name → node, for example <c>genes</c> → <c>dataset:genome-center/leptospira@4f1c</c>; without a revision the newest. In place of a
    /// model <c>job:ID</c>: what that job will have made.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>Values that take the place of the recipe's own: path → value, for example <c>learningRate</c> or <c>adapters.rank</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Changes { get; init; }

    /// <summary>Jobs that must have succeeded before this one begins.</summary>
    public IReadOnlyList<string>? After { get; init; }

    /// <summary>Repository (in the institution) that receives the model, or what a command left; null for a job that makes none.</summary>
    public string? Output { get; init; }

    /// <summary>The project in whose name it runs: its aim and approvals decide about the data. Null for none, or for that of the token.</summary>
    public string? Project { get; init; }

    public long Seed { get; init; } = 1;

    /// <summary>Name of the site that shall run it; null lets the hub choose.</summary>
    public string? Site { get; init; }

    /// <summary>What it needs of the site; null for what the site gives by itself.</summary>
    public JobResources? Resources { get; init; }

    /// <summary>The allocation that shall pay; null lets the hub choose among those of the project, or the submitter's own.</summary>
    public string? Allocation { get; init; }

    /// <summary>For recipes of the kind <c>merge</c>: mergekit's file, in place of the recipe's own; the models that it names are the inputs. For <c>command</c>: JSON with steps, inputs and outputs.</summary>
    public string? Configuration { get; init; }

    /// <summary>The same key again is the same job: safe to send twice.</summary>
    public string? IdempotencyKey { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Waits for other jobs, or for the rest of its sweep.</summary>
    Held,
    Queued,
    Starting,
    Running,
    Finishing,
    Succeeded,
    Failed,
    Cancelled,
}

/// <summary>A job as the outside sees it.</summary>
public sealed record JobView
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string Recipe { get; init; }

    public required string Institution { get; init; }

    public required string Person { get; init; }

    public string? Project { get; init; }

    public required JobState State { get; init; }

    /// <summary>Why it is in this state, in the reader's language; empty when there is nothing to say.</summary>
    public required string Reason { get; init; }

    /// <summary>What kind of failure it was; null while it has not failed.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>What to do about the failure, in the reader's language.</summary>
    public string? Remedy { get; init; }

    /// <summary>Name of the site that runs it.</summary>
    public string Site { get; init; } = "";

    /// <summary>Why it was placed there, in the reader's language.</summary>
    public string Placement { get; init; } = "";

    /// <summary>While it is queued and was asked for alone: its place among what waits at its site, from 1; null beyond the first thousand.</summary>
    public int? Position { get; init; }

    /// <summary>Why it has this place, in the reader's language; null when it does not wait for its turn.</summary>
    public string? Turn { get; init; }

    public JobResources? Resources { get; init; }

    /// <summary>The allocation that pays; null where it costs nothing.</summary>
    public string? Allocation { get; init; }

    /// <summary>Credits that are set aside for it.</summary>
    public decimal Reserved { get; init; }

    /// <summary>Credits by the site's accounting so far; null where it costs nothing.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The site's own number for it; null before the site has accepted it.</summary>
    public string? EngineJob { get; init; }

    /// <summary>The machines it ran on, as the site names them.</summary>
    public string? Nodes { get; init; }

    public required string? Phase { get; init; }

    public required long Step { get; init; }

    public required long Total { get; init; }

    public required int Attempt { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? StartedAt { get; init; }

    public required DateTime? FinishedAt { get; init; }

    public required long Seed { get; init; }

    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    public required JsonElement RecipeText { get; init; }

    /// <summary>Nodes of what it made.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Jobs that it waits for, or waited for.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>The sweep that it belongs to; null for none.</summary>
    public string? Sweep { get; init; }
}

public sealed record MetricPoint(string Name, long Step, double Value);
