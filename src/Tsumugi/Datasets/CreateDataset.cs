using System.Collections.Immutable;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets;

/// <summary>Reads a request for a dataset, and says everything that is wrong with it at once.</summary>
public static class CreateDataset
{
    public static Outcome<CreateRepository> Read(DatasetRequest request)
    {
        var errors = new SortedDictionary<string, Words>(StringComparer.Ordinal);
        if (!Enum.TryParse<Permission>(request.Permission, ignoreCase: true, out var permission))
            errors["permission"] = OneOf<Permission>(request.Permission);
        if (!Enum.TryParse<Visibility>(request.Visibility, ignoreCase: true, out var visibility))
            errors["visibility"] = OneOf<Visibility>(request.Visibility);
        var modifiers = ImmutableSortedSet.CreateBuilder<Modifier>();
        foreach (var text in request.Modifiers)
        {
            if (Enum.TryParse<Modifier>(text, ignoreCase: true, out var modifier))
                modifiers.Add(modifier);
            else
                errors["modifiers"] = OneOf<Modifier>(text);
        }

        if (ShortName.Fault(request.Name) is { } fault)
            errors["name"] = fault;
        if (string.IsNullOrWhiteSpace(request.Institution))
            errors["institution"] = new("研究機関を選んでください。", "Choose the institution.");
        if (string.IsNullOrWhiteSpace(request.Licence) || request.Licence.Any(char.IsWhiteSpace))
            errors["licence"] = new("ライセンスを SPDX 識別子（例：CC-BY-4.0）で書いてください。", "Give the licence as an SPDX identifier, for example CC-BY-4.0.");
        if (permission == Permission.DiseaseSpecific && request.Diseases.Count == 0)
            errors["diseases"] = new("対象疾患の用語を 1 つ以上書いてください。", "Name at least one disease term.");
        if (errors.Count > 0)
        {
            return Refusal.Invalid(
                "bad-dataset",
                new("データセットの指定に誤りがあります。", "The dataset is not described correctly."),
                new("各項目の説明に従って直してください。", "Mend the fields as described.")) with
            { Fields = errors };
        }

        return new CreateRepository
        {
            Kind = RepositoryKinds.Dataset,
            InstitutionId = request.Institution,
            Name = request.Name,
            TitleJa = request.TitleJa,
            TitleEn = request.TitleEn,
            Card = request.Card,
            Visibility = visibility,
            Conditions = new()
            {
                Permission = permission,
                Diseases = [.. request.Diseases],
                Modifiers = modifiers.ToImmutable(),
                Licences = [request.Licence],
            },
        };
    }

    private static Words OneOf<T>(string text) where T : struct, Enum
    {
        var known = string.Join(", ", Enum.GetNames<T>());
        return new($"「{text}」ではなく、次から選んでください：{known}。", $"Choose one of {known} instead of '{text}'.");
    }
}
