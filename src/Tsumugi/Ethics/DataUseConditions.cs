using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tsumugi.Ethics;

/// <summary>The conditions that travel with data into everything made from it.</summary>
/// <remarks>Each part is a meet-semilattice of its own, so that combining is commutative, associative and idempotent, and never frees anything.</remarks>
[JsonConverter(typeof(ConditionsConverter))]
public sealed record DataUseConditions
{
    /// <summary>What follows when nothing was used: no condition at all.</summary>
    public static readonly DataUseConditions None = new() { Permission = Permission.NoRestriction };

    public required Permission Permission { get; init; }

    /// <summary>Disease terms (for example <c>MONDO:0008903</c>) of a disease-specific permission, and of no other.</summary>
    public DiseaseClauses Diseases { get; init; } = DiseaseClauses.None;

    /// <summary>Those without a parameter; <see cref="Limits"/> are the others.</summary>
    public ModifierSet Modifiers { get; init; } = [];

    /// <summary>SPDX identifiers, or <c>LicenseRef-…</c>, of everything that went in.</summary>
    public ImmutableSortedSet<string> Licences { get; init; } = [];

    public Limits Limits { get; init; } = Limits.None;

    /// <summary>By when an obligation (PUB, COL, RTN) is to be met, where the owner says so.</summary>
    public DueDays Due { get; init; } = DueDays.None;

    public Allowance ModelTraining { get; init; }

    public Allowance WeightsRelease { get; init; }

    public Allowance OutputsRelease { get; init; }

    public bool NoReidentification { get; init; }

    /// <summary>Every modifier, those that are limits included.</summary>
    public ModifierSet AllModifiers => Modifiers.Union([.. Limits.Modifiers]);

    /// <summary>The permissions exclude each other: no use at all. Diseases may leave nothing as well, which an ontology says.</summary>
    public bool NothingLeft => Permission == Permission.DiseaseSpecific && Diseases.IsEmpty;

    /// <summary>Whoever does research without commercial aim, and makes nothing from it yet, meets them without saying anything, and owes nothing.</summary>
    public bool AsksNothingOfResearch =>
        Permission <= Permission.GeneralResearch && Modifiers.Remove(Modifier.ClinicalCare) == default && Limits.Equals(Limits.None)
        && (ModelTraining, WeightsRelease, OutputsRelease, NoReidentification) == default;

    /// <summary>Unrestricted data may be used for clinical care without saying so.</summary>
    public bool PermitsClinicalCare => Permission == Permission.NoRestriction || Modifiers.Contains(Modifier.ClinicalCare);

    /// <summary>The conditions of something made from both.</summary>
    public DataUseConditions And(DataUseConditions other)
    {
        var (permission, diseases) = Meet(other);
        var modifiers = Modifiers.Union(other.Modifiers);
        return new()
        {
            Permission = permission,
            Diseases = diseases,
            Modifiers = PermitsClinicalCare && other.PermitsClinicalCare ? modifiers : modifiers.Remove(Modifier.ClinicalCare),
            Licences = Licences.Union(other.Licences),
            Limits = Limits.And(other.Limits),
            Due = Due.And(other.Due),
            ModelTraining = Stricter(ModelTraining, other.ModelTraining),
            WeightsRelease = Stricter(WeightsRelease, other.WeightsRelease),
            OutputsRelease = Stricter(OutputsRelease, other.OutputsRelease),
            NoReidentification = NoReidentification || other.NoReidentification,
        };
    }

    public static DataUseConditions Combine(IEnumerable<DataUseConditions> sources) =>
        sources.Aggregate(None, (combined, next) => combined.And(next));

    public bool Equals(DataUseConditions? other) =>
        ReferenceEquals(this, other) || (other is not null && Permission == other.Permission && Diseases.Equals(other.Diseases)
        && Modifiers == other.Modifiers && Licences.SetEquals(other.Licences) && Limits.Equals(other.Limits) && Due == other.Due
        && (ModelTraining, WeightsRelease, OutputsRelease, NoReidentification) == (other.ModelTraining, other.WeightsRelease, other.OutputsRelease, other.NoReidentification));

    /// <summary>Tells apart what sources commonly differ in: a decision groups hundreds of them.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(HashCode.Combine((int)Permission, Diseases, Modifiers.GetHashCode(), Limits, Due, (int)ModelTraining, HashCode.Combine((int)WeightsRelease, (int)OutputsRelease, NoReidentification)));
        foreach (var licence in Licences)
            hash.Add(licence);
        return hash.ToHashCode();
    }

    // Origins and ancestry lie within general research, and outside health research and research on a disease.
    private (Permission, DiseaseClauses) Meet(DataUseConditions other)
    {
        if (NothingLeft || other.NothingLeft)
            return (Permission.DiseaseSpecific, DiseaseClauses.None);
        var (wider, narrower) = Permission <= other.Permission ? (Permission, other.Permission) : (other.Permission, Permission);
        if (narrower == Permission.PopulationOrigins && wider is (Permission.HealthMedicalBiomedical or Permission.DiseaseSpecific))
            return (Permission.DiseaseSpecific, DiseaseClauses.None);
        return (narrower, Diseases.And(other.Diseases));
    }

    private static Allowance Stricter(Allowance one, Allowance other) => one > other ? one : other;
}
