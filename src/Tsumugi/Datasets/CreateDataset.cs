using System.Globalization;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets;

/// <summary>Reads a request for a dataset, and says everything that is wrong with it at once.</summary>
public static class CreateDataset
{
    public static Outcome<CreateRepository> Read(DatasetRequest request, DiseaseOntology diseases) => Read(request, Entry(request), diseases);

    /// <param name="typed">The conditions, in place of those in the request.</param>
    public static Outcome<CreateRepository> Read(DatasetRequest request, ConditionsEntry typed, DiseaseOntology diseases)
    {
        var faults = new FieldFaults();
        var conditions = typed.Read(faults, diseases);
        faults.Need(Enum.TryParse<Visibility>(request.Visibility, ignoreCase: true, out var visibility) && Enum.IsDefined(visibility), "visibility", ConditionsEntry.OneOf<Visibility>(request.Visibility))
            .Refuse("name", ShortName.Fault(request.Name))
            .Need(!string.IsNullOrWhiteSpace(request.Institution), "institution", new("研究機関を選んでください。", "Choose the institution."));
        if (faults.ToRefusal("bad-dataset") is { } refusal)
            return refusal;
        return new CreateRepository
        {
            Kind = RepositoryKinds.Dataset,
            InstitutionId = request.Institution,
            Name = request.Name,
            TitleJa = request.TitleJa,
            TitleEn = request.TitleEn,
            Card = request.Card,
            Visibility = visibility,
            Conditions = conditions,
            ProjectId = request.Project,
        };
    }

    private static ConditionsEntry Entry(DatasetRequest request) => new(request.Licence, request.Permission, request.Diseases, request.Modifiers)
    {
        Limits = new()
        {
            ResearchTypes = [.. request.Limits.ResearchTypes ?? []],
            Regions = [.. request.Limits.Regions ?? []],
            Institutions = [.. request.Limits.Institutions ?? []],
            Projects = [.. request.Limits.Projects ?? []],
            Users = [.. request.Limits.Users ?? []],
            UseUntil = request.Limits.UseUntil?.ToString(LimitsEntry.DayFormat, CultureInfo.InvariantCulture),
            PublishFrom = request.Limits.PublishFrom?.ToString(LimitsEntry.DayFormat, CultureInfo.InvariantCulture),
        },
        ModelTraining = request.ModelTraining,
        WeightsRelease = request.WeightsRelease,
        OutputsRelease = request.OutputsRelease,
        NoReidentification = request.NoReidentification,
    };
}
