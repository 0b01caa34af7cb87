using Tsumugi.Ethics.Terms;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Rules;

/// <summary>What the permission alone says. Whatever a wider one refuses, a narrower one refuses as well.</summary>
internal static class PermissionRules
{
    public static IEnumerable<Finding> Find(DataUseConditions conditions, Purpose purpose, DateOnly when)
    {
        var permission = conditions.Permission;
        if (conditions.NothingLeft)
        {
            yield return No(permission, "元になったデータの条件が互いに相いれず、許される用途が残っていません。", "The conditions of its sources exclude each other: no permitted use is left.");
            yield break;
        }

        if (purpose.IsClinicalCare && !conditions.PermitsClinicalCare)
            yield return No(permission, "研究に限られ、診療には使えません。", "It is limited to research, and may not be used for clinical care.");
        if (permission == Permission.PopulationOrigins && !purpose.StudiesOrigins)
            yield return No(permission, "集団の起源や祖先の研究に限られています。", "It is limited to the study of population origins or ancestry.");
        if (permission is Permission.HealthMedicalBiomedical or Permission.DiseaseSpecific)
        {
            if (!purpose.IsBiomedical)
                yield return No(Permission.HealthMedicalBiomedical, "健康・医療・生物医学の研究に限られています。", "It is limited to health, medical or biomedical research.");
            if (purpose.StudiesOrigins)
                yield return No(Permission.HealthMedicalBiomedical, "集団の起源や祖先の研究には使えません。", "It may not be used to study population origins or ancestry.");
        }

        if (permission == Permission.DiseaseSpecific && (purpose.Disease is not { } disease || !conditions.Diseases.Permit(disease)))
            yield return No(permission, $"次の疾患の研究に限られています：{conditions.Diseases}。", $"It is limited to research on these diseases: {conditions.Diseases}.");
    }

    private static Finding No(Permission rule, string ja, string en) => new(Ruling.Refused, DuoTerms.Of(rule).Code, new Words(ja, en));
}
