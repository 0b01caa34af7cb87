using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Genes;

/// <summary>Counts while an import runs. Lists are capped, counts are not, so memory is bounded.</summary>
public sealed class QualityReportBuilder
{
    /// <summary>Entries that each list holds.</summary>
    public const int MaxListed = 100_000;

    public const int MaxNames = 100;

    private readonly SortedDictionary<DifferenceReason, int> _reasons = [];
    private readonly List<TranslationDifference> _differences = [];
    private readonly List<RefusedCodingSequence> _refusals = [];
    private readonly List<string> _organisms = [];
    private readonly List<string> _assemblies = [];
    private long _bases;
    private int _records, _codingSequences, _withoutTranslation, _pseudo, _genes, _heldOut, _partial, _alternativeStarts, _missingStops, _differing, _refused;

    internal void Add(GenBankRecord record)
    {
        _records++;
        _bases += record.Sequence.Length;
        Remember(_organisms, record.Organism);
        Remember(_assemblies, record.Assembly);
    }

    internal void AddCodingSequence() => _codingSequences++;

    internal void AddWithoutTranslation(bool pseudo)
    {
        _withoutTranslation++;
        _pseudo += pseudo ? 1 : 0;
    }

    internal void Add(Gene gene, bool alternativeStart, bool missingStop)
    {
        _genes++;
        _heldOut += gene.Split == GeneSplit.HeldOut ? 1 : 0;
        _partial += gene.Partial ? 1 : 0;
        _alternativeStarts += alternativeStart ? 1 : 0;
        _missingStops += missingStop ? 1 : 0;
    }

    internal void Add(TranslationDifference difference)
    {
        _differing++;
        foreach (var reason in difference.Reasons)
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        if (_differences.Count < MaxListed)
            _differences.Add(difference);
    }

    internal void Add(RefusedCodingSequence refusal)
    {
        _refused++;
        if (_refusals.Count < MaxListed)
            _refusals.Add(refusal);
    }

    public QualityReport Build(string file) => new()
    {
        File = file,
        Records = _records,
        Bases = _bases,
        CodingSequences = _codingSequences,
        WithTranslation = _codingSequences - _withoutTranslation,
        WithoutTranslation = _withoutTranslation,
        Pseudo = _pseudo,
        Genes = _genes,
        HeldOut = _heldOut,
        Partial = _partial,
        AlternativeStarts = _alternativeStarts,
        MissingStops = _missingStops,
        Differing = _differing,
        DifferencesByReason = _reasons,
        Differences = _differences,
        Refused = _refused,
        Refusals = _refusals,
        Organisms = _organisms,
        Assemblies = _assemblies,
    };

    private static void Remember(List<string> names, string name)
    {
        name = FaultSite.Short(name);
        if (name.Length > 0 && names.Count < MaxNames && !names.Contains(name))
            names.Add(name);
    }
}
