using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Tsumugi.Ethics;

/// <summary>What data may be used for: the Data Use Ontology's permissions, from the widest to the narrowest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Permission>))]
public enum Permission
{
    /// <summary>DUO:0000004 (NRES): no restriction.</summary>
    NoRestriction,

    /// <summary>DUO:0000042 (GRU): general research.</summary>
    GeneralResearch,

    /// <summary>DUO:0000006 (HMB): health, medical or biomedical research.</summary>
    HealthMedicalBiomedical,

    /// <summary>DUO:0000007 (DS): research on the named diseases only.</summary>
    DiseaseSpecific,
}

/// <summary>Further conditions of the Data Use Ontology that this hub decides on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Modifier>))]
public enum Modifier
{
    /// <summary>DUO:0000015 (NMDS): not for developing methods.</summary>
    NoMethodsDevelopment,

    /// <summary>DUO:0000045 (NPU): not-for-profit organisations only.</summary>
    NotForProfitOrganisationOnly,

    /// <summary>DUO:0000046 (NCU): non-commercial use only.</summary>
    NonCommercialUseOnly,

    /// <summary>DUO:0000021 (IRB): approval by an ethics committee.</summary>
    EthicsApprovalRequired,

    /// <summary>DUO:0000019 (PUB): results are to be published.</summary>
    PublicationRequired,

    /// <summary>DUO:0000029 (RTN): derived data go back to the source.</summary>
    ReturnToDatabase,
}

/// <summary>The conditions that travel with data into everything made from it.</summary>
public sealed record DataUseConditions
{
    /// <summary>What follows when nothing was used: no condition at all.</summary>
    public static readonly DataUseConditions None = new() { Permission = Permission.NoRestriction };

    public required Permission Permission { get; init; }

    /// <summary>Disease terms (for example <c>MONDO:0005025</c>); read only when the permission is disease-specific.</summary>
    public ImmutableSortedSet<string> Diseases { get; init; } = [];

    public ImmutableSortedSet<Modifier> Modifiers { get; init; } = [];

    /// <summary>SPDX identifiers, or <c>LicenseRef-…</c>, of everything that went in.</summary>
    public ImmutableSortedSet<string> Licences { get; init; } = [];

    /// <summary>The conditions of something made from both: permissions meet, modifiers and licences unite.</summary>
    public DataUseConditions And(DataUseConditions other)
    {
        var permission = (Permission)Math.Max((int)Permission, (int)other.Permission);
        return new()
        {
            Permission = permission,
            Diseases = permission == Permission.DiseaseSpecific ? DiseasesOfBoth(other) : [],
            Modifiers = Modifiers.Union(other.Modifiers),
            Licences = Licences.Union(other.Licences),
        };
    }

    public static DataUseConditions Combine(IEnumerable<DataUseConditions> sources) =>
        sources.Aggregate(None, (combined, next) => combined.And(next));

    /// <summary>No lawful use is left: disease-specific, and no disease in common.</summary>
    [JsonIgnore]
    public bool NothingLeft => Permission == Permission.DiseaseSpecific && Diseases.IsEmpty;

    public bool Equals(DataUseConditions? other) =>
        other is not null && Permission == other.Permission && Diseases.SetEquals(other.Diseases)
        && Modifiers.SetEquals(other.Modifiers) && Licences.SetEquals(other.Licences);

    public override int GetHashCode() => HashCode.Combine(Permission, Diseases.Count, Modifiers.Count, Licences.Count);

    private ImmutableSortedSet<string> DiseasesOfBoth(DataUseConditions other) => (Permission, other.Permission) switch
    {
        (Permission.DiseaseSpecific, Permission.DiseaseSpecific) => Diseases.Intersect(other.Diseases),
        (Permission.DiseaseSpecific, _) => Diseases,
        _ => other.Diseases,
    };
}
