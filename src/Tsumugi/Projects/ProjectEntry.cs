using System.Globalization;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Projects;

/// <summary>What is said of a project when it is begun or changed, as it was typed in or sent.</summary>
public sealed record ProjectEntry
{
    public const string DayFormat = "yyyy-MM-dd";

    private const int LongestSummary = 20_000;

    public string? TitleJa { get; init; }

    public string? TitleEn { get; init; }

    public string? Summary { get; init; }

    public IReadOnlyList<string> Layers { get; init; } = [];

    public IReadOnlyList<string> Modalities { get; init; } = [];

    public bool IsBiomedical { get; init; } = true;

    public string? Disease { get; init; }

    public bool StudiesOrigins { get; init; }

    public bool StudiesGenetics { get; init; }

    public bool IsClinicalCare { get; init; }

    public bool IsCommercial { get; init; }

    public string? ResearchType { get; init; }

    /// <summary>A day as <see cref="DayFormat"/>, or nothing.</summary>
    public string? PublishesOn { get; init; }

    /// <summary>Writes it into the project; worth nothing when a fault was added.</summary>
    public void Read(Project into, FieldFaults faults, DiseaseOntology diseases)
    {
        (into.TitleJa, into.TitleEn, into.Summary) = (TitleJa?.Trim() ?? "", TitleEn?.Trim() ?? "", Summary?.Trim() ?? "");
        (into.Layers, into.Modalities, into.Aim) = (Many<Layer>(Layers, "layers", faults), Many<Modality>(Modalities, "modalities", faults), Aim(faults, diseases));
        faults
            .Need(into.TitleJa.Length is > 0 and <= 200, "titleJa", new("日本語の題名を 200 文字以内で書いてください。", "Give the title in Japanese, up to 200 characters."))
            .Need(into.TitleEn.Length is > 0 and <= 200, "titleEn", new("英語の題名を 200 文字以内で書いてください。", "Give the title in English, up to 200 characters."))
            .Need(into.Summary.Length <= LongestSummary, "summary", new($"概要は {LongestSummary:N0} 文字以内にしてください。", $"Keep the summary within {LongestSummary:N0} characters."))
            .Need(into.Layers.Count > 0, "layers", new("対象とする生命の階層を 1 つ以上選んでください。", "Choose at least one layer of life."));
    }

    /// <summary>What a form shows before anything was typed.</summary>
    public static ProjectEntry Of(Project project) => new()
    {
        TitleJa = project.TitleJa,
        TitleEn = project.TitleEn,
        Summary = project.Summary,
        Layers = [.. project.Layers.Select(layer => layer.ToString())],
        Modalities = [.. project.Modalities.Select(modality => modality.ToString())],
        IsBiomedical = project.Aim.IsBiomedical,
        Disease = project.Aim.Disease,
        StudiesOrigins = project.Aim.StudiesOrigins,
        StudiesGenetics = project.Aim.StudiesGenetics,
        IsClinicalCare = project.Aim.IsClinicalCare,
        IsCommercial = project.Aim.IsCommercial,
        ResearchType = project.Aim.ResearchType,
        PublishesOn = project.Aim.PublishesOn?.ToString(DayFormat, CultureInfo.InvariantCulture),
    };

    /// <returns>The day, or null when nothing was written; a fault where it is no day.</returns>
    internal static DateOnly? Day(string? text, string field, FieldFaults faults)
    {
        if (text.OrNull() is not { } written)
            return null;
        var known = DateOnly.TryParseExact(written, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        faults.Need(known, field, new($"「{written}」は日付ではありません。2027-03-31 のように書いてください。", $"'{written}' is no day; write one like 2027-03-31."));
        return known ? day : null;
    }

    private ProjectAim Aim(FieldFaults faults, DiseaseOntology diseases)
    {
        var disease = Disease.OrNull();
        faults
            .Refuse("disease", disease is null ? null : diseases.Fault(disease))
            .Need(disease is null || IsBiomedical, "disease", new("疾患を対象とするなら、生命医科学の研究です。", "Whoever studies a disease does biomedical research."));
        return new()
        {
            IsBiomedical = IsBiomedical,
            Disease = disease,
            StudiesOrigins = StudiesOrigins,
            StudiesGenetics = StudiesGenetics,
            IsClinicalCare = IsClinicalCare,
            IsCommercial = IsCommercial,
            ResearchType = ResearchType.OrNull(),
            PublishesOn = Day(PublishesOn, "publishesOn", faults),
        };
    }

    private static IReadOnlyList<T> Many<T>(IReadOnlyList<string> words, string field, FieldFaults faults)
        where T : struct, Enum
    {
        var found = new SortedSet<T>();
        foreach (var word in words)
        {
            var known = NamedWord.TryRead<T>(word, out var value);
            var names = string.Join(", ", Enum.GetNames<T>());
            faults.Need(known, field, new($"「{word}」ではなく、次から選んでください：{names}。", $"Choose from {names} instead of '{word}'."));
            if (known)
                found.Add(value);
        }

        return [.. found];
    }

}
