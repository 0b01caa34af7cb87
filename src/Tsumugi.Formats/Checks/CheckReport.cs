using Tsumugi.Formats.Checks.Pickles;
using Tsumugi.Formats.Checks.Sniffing;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Checks;

/// <summary>What the checks say of one file.</summary>
public sealed record CheckReport
{
    public required FileSniff Sniff { get; init; }

    /// <summary>Names of the checks that looked.</summary>
    public required IReadOnlyList<string> Checks { get; init; }

    /// <summary>At most <see cref="Findings.MaxPerCode"/> for each code, in the order found.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Findings beyond that number.</summary>
    public required long Omitted { get; init; }

    /// <summary>The tensors of a safetensors file in the order of their data.</summary>
    public required IReadOnlyList<TensorInfo> Tensors { get; init; }

    /// <summary>What the file's pickles import, each name once.</summary>
    public required IReadOnlyList<PickleImport> Imports { get; init; }

    /// <summary>The gravest finding; null when there is none.</summary>
    public Severity? Worst => Findings.Count == 0 ? null : Findings.Max(finding => finding.Severity);
}
