using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tsumugi.Ethics;

/// <summary>The conditions that travel with data into everything made from it.</summary>
/// <remarks>Each part is a meet-semilattice of its own, so that combining is commutative, associative and idempotent, and never frees anything.</remarks>
public sealed record DataUseConditions
{
    /// <summary>What follows when nothing was used: no condition at all.</summary>
    public static readonly DataUseConditions None = new() { Permission = Permission.NoRestriction };

    public required Permission Permission { get; init; }

    /// <summary>Disease terms (for example <c>MONDO:0008903</c>) of a disease-specific permission, and of no other.</summary>
    public DiseaseClauses Diseases { get; init; } = DiseaseClauses.None;

    /// <summary>Those without a parameter; <see cref="Limits"/> are the others.</summary>
    public ImmutableSortedSet<Modifier> Modifiers { get; init; } = [];

    /// <summary>SPDX identifiers, or <c>LicenseRef-…</c>, of everything that went in.</summary>
    public ImmutableSortedSet<string> Licences { get; init; } = [];

    public Limits Limits { get; init; } = Limits.None;

    /// <summary>By when an obligation (PUB, COL, RTN) is to be met, where the owner says so.</summary>
    public ImmutableSortedDictionary<Modifier, DateOnly> Due { get; init; } = ImmutableSortedDictionary<Modifier, DateOnly>.Empty;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Allowance ModelTraining { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Allowance WeightsRelease { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Allowance OutputsRelease { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoReidentification { get; init; }

    /// <summary>Every modifier, those that are limits included.</summary>
    [JsonIgnore]
    public ImmutableSortedSet<Modifier> AllModifiers => Modifiers.Union(Limits.Modifiers);

    /// <summary>The permissions exclude each other: no use at all. Diseases may leave nothing as well, which an ontology says.</summary>
    [JsonIgnore]
    public bool NothingLeft => Permission == Permission.DiseaseSpecific && Diseases.IsEmpty;

    /// <summary>Unrestricted data may be used for clinical care without saying so.</summary>
    [JsonIgnore]
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
            Due = Earliest(Due, other.Due),
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
        && Modifiers.SetEquals(other.Modifiers) && Licences.SetEquals(other.Licences) && Limits.Equals(other.Limits) && Due.SequenceEqual(other.Due)
        && (ModelTraining, WeightsRelease, OutputsRelease, NoReidentification) == (other.ModelTraining, other.WeightsRelease, other.OutputsRelease, other.NoReidentification));

    /// <summary>Tells apart what sources commonly differ in: a decision groups hundreds of them.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(HashCode.Combine(Permission, Diseases, Limits, ModelTraining, WeightsRelease, OutputsRelease, NoReidentification));
        foreach (var modifier in Modifiers)
            hash.Add(modifier);
        foreach (var licence in Licences)
            hash.Add(licence);
        foreach (var (modifier, due) in Due)
            hash.Add(HashCode.Combine(modifier, due));
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

    private static ImmutableSortedDictionary<Modifier, DateOnly> Earliest(
        ImmutableSortedDictionary<Modifier, DateOnly> one, ImmutableSortedDictionary<Modifier, DateOnly> other) =>
        one.SetItems(other.Where(due => !one.TryGetValue(due.Key, out var known) || due.Value < known));
}
