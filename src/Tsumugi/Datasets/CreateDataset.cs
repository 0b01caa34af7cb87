using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets;

/// <summary>Reads a request for a dataset, and says everything that is wrong with it at once.</summary>
public static class CreateDataset
{
    public static Outcome<CreateRepository> Read(DatasetRequest request)
    {
        var faults = new FieldFaults();
        var conditions = new ConditionsEntry(request.Licence, request.Permission, request.Diseases, request.Modifiers).Read(faults);
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
        };
    }
}
