using Tsumugi.Ethics;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ui.Components;

/// <summary>A term of the Data Use Ontology (GA4GH) as a reader meets it.</summary>
public sealed record DuoTerm(string Code, Words Title);

/// <summary>Codes and short titles of the terms that the hub knows.</summary>
public static class DuoTerms
{
    public static DuoTerm Of(Permission permission) => permission switch
    {
        Permission.NoRestriction => new("DUO:0000004", new("利用目的の制限なし", "No restriction on use")),
        Permission.GeneralResearch => new("DUO:0000042", new("研究一般", "General research")),
        Permission.HealthMedicalBiomedical => new("DUO:0000006", new("健康・医学・生物医学研究に限る", "Health, medical or biomedical research only")),
        Permission.DiseaseSpecific => new("DUO:0000007", new("特定の疾患の研究に限る", "Research on particular diseases only")),
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, null),
    };

    public static DuoTerm Of(Modifier modifier) => modifier switch
    {
        Modifier.NoMethodsDevelopment => new("DUO:0000015", new("手法開発には不可", "Not for developing methods")),
        Modifier.NotForProfitOrganisationOnly => new("DUO:0000045", new("非営利機関に限る", "Not-for-profit organisations only")),
        Modifier.NonCommercialUseOnly => new("DUO:0000046", new("非商用に限る", "Non-commercial use only")),
        Modifier.EthicsApprovalRequired => new("DUO:0000021", new("倫理審査の承認が必要", "Ethics approval required")),
        Modifier.PublicationRequired => new("DUO:0000019", new("成果の公表が必要", "Results must be published")),
        Modifier.ReturnToDatabase => new("DUO:0000029", new("派生データを提供元へ返却", "Derived data must be returned")),
        _ => throw new ArgumentOutOfRangeException(nameof(modifier), modifier, null),
    };
}
