using System.Collections.Immutable;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Conditions of use as they were typed in, or sent by a program.</summary>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="Diseases">Terms of an ontology, for a disease-specific permission.</param>
public sealed record ConditionsEntry(string? Licence, string? Permission, IReadOnlyList<string> Diseases, IReadOnlyList<string> Modifiers)
{
    /// <summary>Terms in one text, apart by spaces or commas.</summary>
    public static IReadOnlyList<string> Terms(string? text) =>
        (text ?? "").Split([' ', ',', '、', '　'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <returns>The conditions; they are worth nothing when a fault was added.</returns>
    public DataUseConditions Read(FieldFaults faults)
    {
        var known = Enum.TryParse<Permission>(Permission, ignoreCase: true, out var permission) && Enum.IsDefined(permission);
        faults.Need(known, "permission", OneOf<Permission>(Permission));
        var modifiers = ImmutableSortedSet.CreateBuilder<Modifier>();
        foreach (var text in Modifiers)
        {
            if (Enum.TryParse<Modifier>(text, ignoreCase: true, out var modifier) && Enum.IsDefined(modifier))
                modifiers.Add(modifier);
            else
                faults.Need(false, "modifiers", OneOf<Modifier>(text));
        }

        var licence = Licence?.Trim() ?? "";
        faults.Need(licence.Length > 0 && !licence.Any(char.IsWhiteSpace), "licence", new("ライセンスを SPDX 識別子（例：CC-BY-4.0）で書いてください。", "Give the licence as an SPDX identifier, for example CC-BY-4.0."));
        faults.Need(!known || permission != Ethics.Permission.DiseaseSpecific || Diseases.Count > 0, "diseases", new("対象疾患の用語を 1 つ以上書いてください。", "Name at least one disease term."));
        return new() { Permission = permission, Diseases = [.. Diseases], Modifiers = modifiers.ToImmutable(), Licences = [licence] };
    }

    public static Words OneOf<T>(string? text)
        where T : struct, Enum
    {
        var known = string.Join(", ", Enum.GetNames<T>());
        return new($"「{text}」ではなく、次から選んでください：{known}。", $"Choose one of {known} instead of '{text}'.");
    }
}
