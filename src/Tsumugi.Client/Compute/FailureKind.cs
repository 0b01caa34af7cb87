using System.Text.Json.Serialization;

namespace Tsumugi.Client.Compute;

/// <summary>Whose failure it was that a job did not succeed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>What the job itself ran: recipe, parameters, program.</summary>
    Code,

    /// <summary>It asked for less memory than it needed.</summary>
    OutOfMemory,

    /// <summary>It took longer than it had asked for.</summary>
    Walltime,

    /// <summary>A machine failed under it.</summary>
    Node,

    /// <summary>A job of higher priority took its place.</summary>
    Preemption,

    /// <summary>The site refused it, ended it or lost it.</summary>
    Site,

    /// <summary>Its inputs cannot be read or do not fit the recipe.</summary>
    Data,
}
