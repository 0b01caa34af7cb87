using System.Text.Json.Serialization;

namespace Tsumugi.Ethics;

/// <summary>Further conditions of the Data Use Ontology.</summary>
/// <remarks>In the ontology NPU and NCU are subclasses of NPUNCU, which is both of them at once: each stands for itself here, and nothing is reasoned from the subclasses.</remarks>
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

    /// <summary>DUO:0000018 (NPUNCU): not-for-profit organisations and non-commercial use only.</summary>
    NotForProfitNonCommercialOnly,

    /// <summary>DUO:0000016 (GSO): genetic studies only.</summary>
    GeneticStudiesOnly,

    /// <summary>DUO:0000020 (COL): collaboration with those who gave the data.</summary>
    CollaborationRequired,

    /// <summary>DUO:0000043 (CC): clinical care is permitted, too. The one modifier that widens: of several sources, all must permit it.</summary>
    ClinicalCare,

    /// <summary>DUO:0000044 (NPOA): no study of population origins or ancestry.</summary>
    NoPopulationOrigins,

    /// <summary>DUO:0000012 (RS): research of certain types; <see cref="Limits.ResearchTypes"/>.</summary>
    ResearchSpecific,

    /// <summary>DUO:0000022 (GS): within certain countries; <see cref="Limits.Regions"/>.</summary>
    GeographicalRestriction,

    /// <summary>DUO:0000024 (MOR): nothing is published before a date; <see cref="Limits.PublishFrom"/>.</summary>
    PublicationMoratorium,

    /// <summary>DUO:0000025 (TS): use ends at a date; <see cref="Limits.UseUntil"/>.</summary>
    TimeLimit,

    /// <summary>DUO:0000026 (US): certain people; <see cref="Limits.Users"/>.</summary>
    UserSpecific,

    /// <summary>DUO:0000027 (PS): certain projects; <see cref="Limits.Projects"/>.</summary>
    ProjectSpecific,

    /// <summary>DUO:0000028 (IS): certain institutions; <see cref="Limits.Institutions"/>.</summary>
    InstitutionSpecific,
}
