using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Failures;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Sites;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Compute;

/// <summary>One run of a recipe: a durable row before it is anything else.</summary>
public sealed record Job
{
    /// <summary>States in which nothing more happens to a job.</summary>
    internal static readonly JobState[] EndStates = [JobState.Succeeded, JobState.Failed, JobState.Cancelled];

    public const string NodeKind = "job";

    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string RecipeName { get; init; }

    /// <summary>The recipe's text as it was when the job was submitted.</summary>
    public required string Recipe { get; init; }

    public required string InstitutionId { get; init; }

    public required string PersonId { get; init; }

    /// <summary>The project in whose name it runs; null for none.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Input's name → node with revision; while it is held also <c>job:ID</c>, for the model that this job will have made.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; set; }

    /// <summary>Jobs that must have succeeded before it begins.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>The sweep that it belongs to; null for none.</summary>
    public string? SweepId { get; init; }

    /// <summary>What its sweep varies: path → value. Null outside a sweep.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Point { get; init; }

    public required string? Output { get; init; }

    public required long Seed { get; init; }

    /// <summary>Fixed at submission, because sums depend on it: the same job gives the same bits wherever it resumes.</summary>
    public required int Threads { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>What pays for it; null where it costs nothing.</summary>
    public string? AllocationId { get; init; }

    /// <summary>Micro-credits set aside for it. This and the next two follow the ledger, written with each posting and never through this record.</summary>
    public long Reserved { get; init; }

    /// <summary>Micro-credits that it used.</summary>
    public long Spent { get; init; }

    /// <summary>Micro-credits that it used beyond what its allocation had.</summary>
    public long Borne { get; init; }

    /// <summary>Runs under which the infrastructure failed, by <see cref="RunAtEngine"/>: they cost nothing.</summary>
    public IReadOnlyList<string> Unbilled { get; set; } = [];

    /// <summary>The site that it was placed at.</summary>
    public string SiteId { get; init; } = Site.Embedded;

    public string PlacementJa { get; init; } = "";

    public string PlacementEn { get; init; } = "";

    /// <summary>What it asked for, with what the site gives by itself filled in.</summary>
    public JobResources Resources { get; init; } = new();

    public required DateTime CreatedAt { get; init; }

    public JobState State { get; set; } = JobState.Queued;

    public string ReasonJa { get; set; } = "";

    public string ReasonEn { get; set; } = "";

    public DateTime? StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>How many times a worker was started for it.</summary>
    public int Attempt { get; set; }

    public string? Phase { get; set; }

    public long Step { get; set; }

    public long Total { get; set; }

    /// <summary>Bytes of <c>progress.ndjson</c> that are in the records already.</summary>
    public long ProgressOffset { get; set; }

    public int? ProcessId { get; set; }

    /// <summary>Since when the site's engine may have it; null when the engine never had it, or no longer.</summary>
    public DateTime? HandedAt { get; set; }

    /// <summary>The engine's own number for the last attempt.</summary>
    public string? EngineJobId { get; set; }

    /// <summary>The machines of the last attempt, as the engine names them.</summary>
    public string? Nodes { get; set; }

    /// <summary>Not to be started before this: after a failure of the infrastructure a job rests.</summary>
    public DateTime? NotBefore { get; set; }

    public FailureKind? Failure { get; set; }

    /// <summary>Nodes of what it made.</summary>
    public IReadOnlyList<string> Outputs { get; set; } = [];

    public Words Reason => new(ReasonJa, ReasonEn);

    public Words Placement => new(PlacementJa, PlacementEn);

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    /// <summary>The model that it made; null before, and where it makes none.</summary>
    public NodeRef? Model => Outputs.Select(NodeRef.Parse).Where(node => node.Kind == RepositoryKinds.Model).Cast<NodeRef?>().FirstOrDefault();

    /// <summary>The last attempt as records of usage name it.</summary>
    public string RunAtEngine => EngineJobId ?? $"{Id}:{Attempt}";

    public bool Ended => EndStates.Contains(State);

    public JobView ToView() => new()
    {
        Id = Id,
        Kind = Kind,
        Recipe = RecipeName,
        Institution = InstitutionId,
        Person = PersonId,
        Project = ProjectId,
        State = State,
        Reason = Reason.ToString(),
        Failure = Failure,
        Remedy = Failure is { } failure ? Remedies.Of(failure).ToString() : null,
        Site = SiteId,
        Placement = Placement.ToString(),
        Resources = Resources,
        Allocation = AllocationId,
        Reserved = MicroCredits.ToCredits(Reserved),
        Cost = AllocationId is null ? null : MicroCredits.ToCredits(Spent + Borne),
        EngineJob = EngineJobId,
        Nodes = Nodes,
        Phase = Phase,
        Step = Step,
        Total = Total,
        Attempt = Attempt,
        CreatedAt = CreatedAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Seed = Seed,
        Inputs = Inputs,
        RecipeText = JsonSerializer.Deserialize<JsonElement>(Recipe),
        Outputs = Outputs,
        After = After,
        Sweep = SweepId,
    };
}

/// <summary>One measured value of a running job.</summary>
public sealed record JobMetric
{
    public required string JobId { get; init; }

    public required string Name { get; init; }

    public required long Step { get; init; }

    public required double Value { get; init; }
}

internal sealed class JobTable : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("job").HasKey(row => row.Id);
        builder.Ignore(row => row.Node).Ignore(row => row.Model).Ignore(row => row.Reason).Ignore(row => row.Placement).Ignore(row => row.Ended).Ignore(row => row.RunAtEngine);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.State, row.CreatedAt });
        builder.HasIndex(row => row.ProjectId);
        builder.HasIndex(row => row.CreatedAt);
        builder.HasIndex(row => new { row.SiteId, row.State, row.CreatedAt });
        builder.HasIndex(row => new { row.SiteId, row.State, row.InstitutionId, row.CreatedAt });
        builder.HasIndex(row => new { row.SiteId, row.HandedAt }).HasFilter("HandedAt IS NOT NULL");
        builder.HasIndex(row => new { row.PersonId, row.IdempotencyKey }).IsUnique();
        // A cancellation and the executor may meet: the second to save is told, and gives way.
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
        builder.Property(row => row.Failure).HasConversion<string>();
        builder.Property(row => row.Resources).AsJson();
        builder.Property(row => row.Inputs).AsJson();
        builder.Property(row => row.Outputs).AsJson();
        builder.HasIndex(row => row.AllocationId).HasFilter("AllocationId IS NOT NULL");
        builder.HasIndex(row => row.FinishedAt).HasFilter("Reserved > 0");
        builder.HasIndex(row => row.SweepId).HasFilter("SweepId IS NOT NULL");
        builder.Property(row => row.After).AsJson().HasDefaultValueSql("'[]'");
        builder.Property(row => row.Point).AsJson();
        builder.Property(row => row.Unbilled).AsJson().HasDefaultValueSql("'[]'");
    }
}

internal sealed class JobMetricTable : IEntityTypeConfiguration<JobMetric>
{
    public void Configure(EntityTypeBuilder<JobMetric> builder) =>
        builder.ToTable("job_metric").HasKey(row => new { row.JobId, row.Name, row.Step });
}
