using Tsumugi.Client.Datasets;

namespace Tsumugi.Ethics;

/// <summary>From conditions to what the programming interface says about them.</summary>
internal static class ConditionsViews
{
    public static ConditionsView ToView(this DataUseConditions conditions) => new(
        conditions.Permission.ToString(), Diseases(conditions.Diseases), [.. conditions.AllModifiers.Select(modifier => modifier.ToString())], [.. conditions.Licences])
    {
        Limits = new()
        {
            ResearchTypes = conditions.Limits.ResearchTypes,
            Regions = conditions.Limits.Regions,
            Institutions = conditions.Limits.Institutions,
            Projects = conditions.Limits.Projects,
            Users = conditions.Limits.Users,
            UseUntil = conditions.Limits.UseUntil,
            PublishFrom = conditions.Limits.PublishFrom,
        },
        ModelTraining = conditions.ModelTraining.ToString(),
        WeightsRelease = conditions.WeightsRelease.ToString(),
        OutputsRelease = conditions.OutputsRelease.ToString(),
        NoReidentification = conditions.NoReidentification,
    };

    // One source's terms are a list; where several sources must all be met, each stands as one text.
    private static IReadOnlyList<string> Diseases(DiseaseClauses diseases) =>
        diseases.Clauses.Length <= 1 ? [.. diseases] : [.. diseases.Clauses.Select(clause => string.Join(" | ", clause))];
}
