using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Talent.Practicals;

/// <summary>What a practical needs of the rooms that run jobs, which lie to the right.</summary>
public interface IPracticalRuns
{
    /// <returns>What of the practical no job could be: field → why.</returns>
    Task<IReadOnlyDictionary<string, Words>> FaultsAsync(Practical practical, CancellationToken stop);

    /// <summary>Sees that the learner has a trial allocation and submits the job; the same key again gives the same job.</summary>
    Task<Outcome<PracticalRun>> StartAsync(Caller caller, PracticalOrder order, DateTime now, CancellationToken stop);
}

/// <summary>One run of a practical.</summary>
public sealed record PracticalOrder
{
    public required string Recipe { get; init; }

    public required string InstitutionId { get; init; }

    /// <summary>Input → node of the dataset or model, as the practical's own, those of other practicals found.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>Name of the model that is made.</summary>
    public required string Output { get; init; }

    /// <summary>The same for the same attempt.</summary>
    public required string Key { get; init; }

    /// <summary>Another one each time: who runs it again draws again.</summary>
    public required long Seed { get; init; }
}

/// <param name="AllocationId">The trial allocation; null where the operator's policy grants none.</param>
public sealed record PracticalRun(string JobId, string? AllocationId);
