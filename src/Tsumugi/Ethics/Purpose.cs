using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics;

/// <summary>What somebody wants to use data for.</summary>
public sealed record Purpose
{
    /// <summary>General research by a not-for-profit institution that develops methods: what training a foundation model is.</summary>
    public static readonly Purpose FoundationModelTraining = new() { DevelopsMethods = true };

    /// <summary>Research on health, medicine or biology of disease.</summary>
    public bool IsBiomedical { get; init; } = true;

    /// <summary>The disease that is studied, or null.</summary>
    public string? Disease { get; init; }

    public bool DevelopsMethods { get; init; }

    public bool IsCommercial { get; init; }

    public bool ByForProfitOrganisation { get; init; }

    /// <summary>Number of the ethics committee's approval, or null.</summary>
    public string? EthicsApproval { get; init; }

    /// <returns>Null when the conditions permit it; else the rule that does not.</returns>
    /// <param name="source">The dataset that the conditions came from, named in the refusal.</param>
    public Refusal? CheckAgainst(DataUseConditions conditions, string source)
    {
        if (conditions.NothingLeft)
            return Refused("DUO:0000007", source, "許された用途が残っていません", "no permitted use is left");
        if (conditions.Permission == Permission.DiseaseSpecific && (Disease is null || !conditions.Diseases.Contains(Disease)))
            return Refused("DUO:0000007", source, "特定の疾患の研究に限られています", "it is limited to research on particular diseases");

        // Disease-specific is narrower than biomedical: what biomedical data refuse, data made from them and from others refuse.
        if (conditions.Permission >= Permission.HealthMedicalBiomedical && !IsBiomedical)
            return Refused("DUO:0000006", source, "健康・医学・生物医学研究に限られています", "it is limited to health, medical or biomedical research");
        foreach (var modifier in conditions.Modifiers)
        {
            if (CheckAgainst(modifier, source) is { } refusal)
                return refusal;
        }

        return null;
    }

    private Refusal? CheckAgainst(Modifier modifier, string source) => modifier switch
    {
        Modifier.NoMethodsDevelopment when DevelopsMethods =>
            Refused("DUO:0000015", source, "手法の開発には使えません", "it may not be used to develop methods"),
        Modifier.NotForProfitOrganisationOnly when ByForProfitOrganisation =>
            Refused("DUO:0000045", source, "非営利機関に限られています", "it is limited to not-for-profit organisations"),
        Modifier.NonCommercialUseOnly when IsCommercial =>
            Refused("DUO:0000046", source, "非商用に限られています", "it is limited to non-commercial use"),
        Modifier.EthicsApprovalRequired when EthicsApproval is null =>
            Refused("DUO:0000021", source, "倫理審査の承認が必要です", "an ethics committee's approval is needed"),
        _ => null,
    };

    private static Refusal Refused(string rule, string source, string ja, string en) => new(
        "conditions", 403,
        new($"{source} の利用条件（{rule}）により使えません：{ja}。", $"The conditions of {source} ({rule}) do not permit this: {en}."),
        new("用途を見直すか、データの提供機関に相談してください。", "Reconsider the purpose, or talk to the institution that gave the data."));
}
