using Tsumugi.Formats.Checks.Pickles;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Checks;

/// <summary>Gathers what the checks of one file find; bounded, whatever the file holds.</summary>
public sealed class Findings
{
    /// <summary>A hostile archive may break the same rule a million times.</summary>
    public const int MaxPerCode = 50;

    private readonly List<Finding> _found = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Module, string Name), PickleImport> _imports = [];

    public IReadOnlyList<Finding> All => _found;
    public long Omitted { get; private set; }
    public IReadOnlyList<TensorInfo> Tensors { get; internal set; } = [];
    public IReadOnlyCollection<PickleImport> Imports => _imports.Values;

    public void Add(Finding finding)
    {
        var count = _counts.GetValueOrDefault(finding.Code);
        _counts[finding.Code] = count + 1;
        if (count < MaxPerCode)
            _found.Add(finding);
        else
            Omitted++;
    }

    internal bool Has(CheckRule rule) => _counts.ContainsKey(rule.Code);

    /// <summary>False when it was there already.</summary>
    internal bool Add(PickleImport import) => _imports.TryAdd((import.Module, import.Name), import);
}
