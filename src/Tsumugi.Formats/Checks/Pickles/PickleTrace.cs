namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>What the pickles of one stream import, call and break.</summary>
internal sealed class PickleTrace
{
    private const int MaxImports = 10_000;

    /// <summary>torch's number 0x1950a86a20f9469cfc6c, little-endian: the first pickle of a file that is not a zip.</summary>
    private static ReadOnlySpan<byte> TorchMagic => [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    private readonly Findings _findings = new();
    private readonly HashSet<string> _once = new(StringComparer.Ordinal);

    public IReadOnlyList<Finding> Found => _findings.All;
    public IReadOnlyCollection<PickleImport> Imports => _findings.Imports;

    public bool IsTorch { get; private set; }

    /// <summary>A call of an import that is not innocent, or of something computed: no text does that by chance.</summary>
    public bool Suspicious { get; private set; }

    /// <summary>Imports that are not innocent.</summary>
    public bool ImportsMore => Imports.Any(import => import.Class != ImportClass.Innocent);

    /// <summary>Whole pickles so far.</summary>
    public int Pickles { get; set; }

    public void SawLong(ReadOnlySpan<byte> number) => IsTorch |= Pickles == 0 && number.SequenceEqual(TorchMagic);

    public void Called(ImportClass kind) => Suspicious |= kind != ImportClass.Innocent;

    /// <summary>False when there are too many.</summary>
    public bool Imported(PickleImport import)
    {
        if (!_findings.Add(import))
            return true;
        if (import.Class == ImportClass.Dangerous)
            Add(PickleRules.Dangerous.At(import.Place, Place.Short(import.FullName)));
        else if (import.Class == ImportClass.Unknown)
            Add(PickleRules.Unknown.At(import.Place, Place.Short(import.FullName)));
        return Imports.Count <= MaxImports;
    }

    public void Add(Finding finding) => _findings.Add(finding);

    /// <summary>For what a large pickle may do at every value.</summary>
    public void AddOnce(Finding finding)
    {
        Suspicious = true;
        if (_once.Add(finding.Code))
            Add(finding);
    }

    public void PublishTo(Findings findings)
    {
        foreach (var finding in Found)
            findings.Add(finding);
        foreach (var import in Imports)
            findings.Add(import);
    }
}
