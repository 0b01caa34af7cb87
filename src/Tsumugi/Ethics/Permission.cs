using System.Text.Json.Serialization;

namespace Tsumugi.Ethics;

/// <summary>What data may be used for: the Data Use Ontology's permissions. The first four narrow one another; the last stands apart, below general research alone.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Permission>))]
public enum Permission
{
    /// <summary>DUO:0000004 (NRES): no restriction.</summary>
    NoRestriction,

    /// <summary>DUO:0000042 (GRU): general research.</summary>
    GeneralResearch,

    /// <summary>DUO:0000006 (HMB): health, medical or biomedical research; not the study of origins or ancestry.</summary>
    HealthMedicalBiomedical,

    /// <summary>DUO:0000007 (DS): research on the named diseases only.</summary>
    DiseaseSpecific,

    /// <summary>DUO:0000011 (POA): the study of population origins or ancestry only.</summary>
    PopulationOrigins,
}
