using System.Globalization;
using System.Text.RegularExpressions;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Samples;

/// <summary>What is said of a sample when it is registered, as it was typed in or sent.</summary>
public sealed partial record SampleEntry(ConditionsEntry Conditions)
{
    public const int MostParents = 100;

    private const int MostGiven = 20;
    private const int MostText = 200;

    public string? Title { get; init; }

    public IReadOnlyList<string> GivenIds { get; init; } = [];

    public string? Organism { get; init; }

    public string? Material { get; init; }

    public string? Origin { get; init; }

    /// <summary>A day, or nothing.</summary>
    public string? CollectedOn { get; init; }

    public string? Visibility { get; init; } = "institution";

    /// <summary>Ids of samples that it was made from.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <returns>The sample; worth nothing when a fault was added.</returns>
    public Sample Read(string institution, string name, string person, DiseaseOntology diseases, DateTime now, FieldFaults faults)
    {
        var (title, organism, material, origin) = (Plain(Title), Plain(Organism), Plain(Material), Plain(Origin));
        var given = GivenIds.Select(Plain).Where(one => one.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var known = NamedWord.TryRead<Visibility>(Visibility, out var visibility);
        var dayRead = string.IsNullOrWhiteSpace(CollectedOn) | DateOnly.TryParseExact(CollectedOn?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        var conditions = Conditions.Read(faults, diseases);
        faults
            .Refuse("name", ShortName.Fault(name))
            .Need(title.Length is > 0 and <= MostText, "title", new($"何の試料かを {MostText} 文字以内で書いてください。", $"Say what it is, up to {MostText} characters."))
            .Need(OrganismForm().IsMatch(organism), "organism", new("NCBI Taxonomy の番号を NCBITaxon:9606 のように書いてください。", "Give the organism as a term of NCBI's taxonomy, for example NCBITaxon:9606."))
            .Need(material.Length is > 0 and <= MostText, "material", new("血液、肝臓、細胞株などの種類を書いてください。", "Say what kind of material it is: blood, liver, a cell line …"))
            .Need(origin.Length <= MostText, "origin", new($"{MostText} 文字以内にしてください。", $"Keep it within {MostText} characters."))
            .Need(given.Count <= MostGiven && given.All(one => one.Length <= MostText), "givenIds", new($"{MostGiven} 個まで、それぞれ {MostText} 文字以内にしてください。", $"At most {MostGiven}, each up to {MostText} characters."))
            .Need(dayRead, "collectedOn", new("2027-03-31 のように書いてください。", "Write a day like 2027-03-31."))
            .Need(!dayRead || day <= DateOnly.FromDateTime(now.AddDays(1)), "collectedOn", new("まだ来ていない日です。", "That day is still to come."))
            .Need(known, "visibility", new("hub か institution を選んでください。", "Choose hub or institution."))
            .Need(Parents.Count <= MostParents, "parents", new($"もとの試料は {MostParents} 個までです。", $"At most {MostParents} samples that it was made from."));
        return new()
        {
            Id = $"{institution}/{name}",
            InstitutionId = institution,
            Title = title,
            GivenIds = given,
            Given = given.Count == 0 ? "" : $"\n{string.Join('\n', given)}\n",
            Organism = organism,
            Material = material,
            Origin = origin,
            CollectedOn = string.IsNullOrWhiteSpace(CollectedOn) || !dayRead ? null : day,
            Visibility = visibility,
            Conditions = conditions,
            PersonId = person,
            CreatedAt = now,
        };
    }

    private static string Plain(string? text) => text?.Trim() ?? "";

    [GeneratedRegex(@"^NCBITaxon:[1-9]\d{0,8}$")]
    private static partial Regex OrganismForm();
}
