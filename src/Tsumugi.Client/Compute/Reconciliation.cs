using System.Text.Json.Serialization;

namespace Tsumugi.Client.Compute;

/// <summary>What the hub wants at a site's Slurm against what is there.</summary>
public sealed record Reconciliation
{
    public required string Site { get; init; }

    /// <summary>Accounts, users and qualities of service of the hub's that are as they should be.</summary>
    public required int Agreeing { get; init; }

    /// <summary>What is not, after any repair.</summary>
    public required IReadOnlyList<DriftView> Drifts { get; init; }

    /// <summary>What was mended now; empty where no repair was asked for.</summary>
    public IReadOnlyList<DriftView> Repaired { get; init; } = [];

    /// <summary>What Slurm refused while it was being mended.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>What an operator should know of how limits work there, in the reader's language.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <param name="What"><c>qos</c>, <c>account</c> or <c>user</c>.</param>
/// <param name="Name">At Slurm; of a user <c>account/login</c>.</param>
/// <param name="Wanted">As the hub wants it; null where it wants nothing.</param>
/// <param name="Found">As Slurm has it; null where it has nothing.</param>
/// <param name="Text">In the reader's language.</param>
/// <param name="Repairable">Whether a repair would mend it; what is not the hub's own is left alone.</param>
public sealed record DriftView(DriftKind Kind, string What, string Name, string? Wanted, string? Found, string Text, bool Repairable);

[JsonConverter(typeof(JsonStringEnumConverter<DriftKind>))]
public enum DriftKind
{
    /// <summary>In the hub, and not at Slurm.</summary>
    Missing,

    /// <summary>At both, and not the same.</summary>
    Differs,

    /// <summary>At Slurm as this hub's, and no longer in the hub: an allocation or a holder that is over, or somebody added by hand.</summary>
    Extra,

    /// <summary>The cluster's own thing has the name that the hub needs.</summary>
    Taken,

    /// <summary>Under the hub's prefix, and made by somebody else.</summary>
    Foreign,
}
