using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Ethics.Terms;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics;

/// <summary>Conditions of use as they were typed in, or sent by a program. Permissions and modifiers are names, identifiers (<c>DUO:0000042</c>) or shorthands (<c>GRU</c>).</summary>
/// <param name="Licence">SPDX identifier.</param>
/// <param name="Diseases">Terms of an ontology, for a disease-specific permission.</param>
public sealed record ConditionsEntry(string? Licence, string? Permission, IReadOnlyList<string> Diseases, IReadOnlyList<string> Modifiers)
{
    /// <summary>What the modifiers that need it name.</summary>
    public LimitsEntry Limits { get; init; } = new();

    public string? ModelTraining { get; init; }

    public string? WeightsRelease { get; init; }

    public string? OutputsRelease { get; init; }

    public bool NoReidentification { get; init; }

    /// <summary>By when results are to be published, <c>yyyy-MM-dd</c>; as the next ones, only with the modifier that asks for it.</summary>
    public string? PublicationDue { get; init; }

    public string? CollaborationDue { get; init; }

    public string? ReturnDue { get; init; }

    /// <summary>What a form sent.</summary>
    public static ConditionsEntry Of(IFormCollection form) => new(form["licence"], form["permission"], Terms(form["diseases"]), [.. form["modifiers"].OfType<string>()])
    {
        Limits = new()
        {
            ResearchTypes = Terms(form["researchTypes"]),
            Regions = Terms(form["regions"]),
            Institutions = Terms(form["institutions"]),
            Projects = Terms(form["projects"]),
            Users = Terms(form["users"]),
            UseUntil = form["useUntil"],
            PublishFrom = form["publishFrom"],
        },
        ModelTraining = form["modelTraining"],
        WeightsRelease = form["weightsRelease"],
        OutputsRelease = form["outputsRelease"],
        NoReidentification = form["noReidentification"] == "true",
        PublicationDue = form["publicationDue"],
        CollaborationDue = form["collaborationDue"],
        ReturnDue = form["returnDue"],
    };

    /// <summary>What a form shows before anything was typed.</summary>
    public static ConditionsEntry Of(DataUseConditions conditions) => new(
        string.Join(' ', conditions.Licences), conditions.Permission.ToString(), [.. conditions.Diseases], [.. conditions.Modifiers.Select(modifier => modifier.ToString())])
    {
        Limits = new()
        {
            ResearchTypes = [.. conditions.Limits.ResearchTypes ?? []],
            Regions = [.. conditions.Limits.Regions ?? []],
            Institutions = [.. conditions.Limits.Institutions ?? []],
            Projects = [.. conditions.Limits.Projects ?? []],
            Users = [.. conditions.Limits.Users ?? []],
            UseUntil = LimitsEntry.Written(conditions.Limits.UseUntil),
            PublishFrom = LimitsEntry.Written(conditions.Limits.PublishFrom),
        },
        ModelTraining = conditions.ModelTraining.ToString(),
        WeightsRelease = conditions.WeightsRelease.ToString(),
        OutputsRelease = conditions.OutputsRelease.ToString(),
        NoReidentification = conditions.NoReidentification,
        PublicationDue = LimitsEntry.Written(conditions.Due.Publication),
        CollaborationDue = LimitsEntry.Written(conditions.Due.Collaboration),
        ReturnDue = LimitsEntry.Written(conditions.Due.Return),
    };

    /// <summary>Terms in one text, apart by spaces or commas.</summary>
    public static IReadOnlyList<string> Terms(string? text) =>
        (text ?? "").Split([' ', ',', '、', '　'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <returns>The conditions; they are worth nothing when a fault was added.</returns>
    public DataUseConditions Read(FieldFaults faults, DiseaseOntology diseases)
    {
        var known = DuoTerms.TryRead(Permission, out Permission permission, out var unknown);
        faults.Need(known, "permission", unknown);
        var modifiers = ReadModifiers(faults);
        var limits = Limits.Read(faults);
        foreach (var modifier in modifiers.Where(modifier => LimitsEntry.FieldOf(modifier) is not null && !limits.Modifiers.Contains(modifier)))
        {
            faults.Need(false, LimitsEntry.FieldOf(modifier)!, new(
                $"「{DuoTerms.Of(modifier).Title.Ja}」には、その範囲を書いてください。", $"'{DuoTerms.Of(modifier).Title.En}' needs to say which."));
        }

        var licence = Licence?.Trim() ?? "";
        faults.Need(licence.Length > 0 && !licence.Any(char.IsWhiteSpace), "licence", new("ライセンスを SPDX 識別子（例：CC-BY-4.0）で書いてください。", "Give the licence as an SPDX identifier, for example CC-BY-4.0."));
        var specific = permission == Ethics.Permission.DiseaseSpecific;
        faults.Need(!known || !specific || Diseases.Count > 0, "diseases", new("対象疾患の用語を 1 つ以上書いてください。", "Name at least one disease term."));
        foreach (var term in specific ? Diseases : [])
            faults.Refuse("diseases", diseases.Fault(term));
        faults.Need(permission != Ethics.Permission.PopulationOrigins || !modifiers.Contains(Modifier.NoPopulationOrigins), "modifiers", new(
            "集団の起源や祖先の研究に限ることと、それを禁じることは両立しません。", "It cannot be limited to the study of origins and ancestry and forbid it at once."));
        var due = ReadDue(modifiers, faults);
        faults.Need(limits.PublishFrom is not { } from || due[Modifier.PublicationRequired] is not { } by || from <= by, "publicationDue", new(
            "成果を公開する期限が、公表を待つ日より前です。", "Results would have to be published before they may be."));
        return new()
        {
            Permission = permission,
            Diseases = specific ? [.. Diseases] : DiseaseClauses.None,
            Modifiers = [.. modifiers.Where(modifier => LimitsEntry.FieldOf(modifier) is null)],
            Licences = [licence],
            Limits = limits,
            Due = due,
            ModelTraining = Read(ModelTraining, "modelTraining", faults),
            WeightsRelease = Read(WeightsRelease, "weightsRelease", faults),
            OutputsRelease = Read(OutputsRelease, "outputsRelease", faults),
            NoReidentification = NoReidentification,
        };
    }

    private DueDays ReadDue(ModifierSet modifiers, FieldFaults faults)
    {
        var due = DueDays.None;
        foreach (var (modifier, field, text) in ((Modifier, string, string?)[])
            [(Modifier.PublicationRequired, "publicationDue", PublicationDue), (Modifier.CollaborationRequired, "collaborationDue", CollaborationDue), (Modifier.ReturnToDatabase, "returnDue", ReturnDue)])
        {
            if (LimitsEntry.Day(text, field, faults) is not { } day)
                continue;
            faults.Need(modifiers.Contains(modifier), field, new(
                $"期限を決めるには「{DuoTerms.Of(modifier).Title.Ja}」も選んでください。", $"Choose '{DuoTerms.Of(modifier).Title.En}' as well to say by when."));
            due = due.With(modifier, day);
        }

        return due;
    }

    public static Words OneOf<T>(string? text)
        where T : struct, Enum
    {
        var known = string.Join(", ", Enum.GetNames<T>());
        return new($"「{text}」ではなく、次から選んでください：{known}。", $"Choose one of {known} instead of '{text}'.");
    }

    private ModifierSet ReadModifiers(FieldFaults faults)
    {
        ModifierSet modifiers = [];
        foreach (var text in Modifiers)
        {
            if (DuoTerms.TryRead(text, out Modifier modifier, out var unknown))
                modifiers = modifiers.Add(modifier);
            else
                faults.Need(false, "modifiers", unknown);
        }

        return modifiers;
    }

    private static Allowance Read(string? text, string field, FieldFaults faults)
    {
        if (string.IsNullOrEmpty(text))
            return Allowance.Allowed;
        faults.Need(Enum.TryParse<Allowance>(text, ignoreCase: true, out var allowance) && Enum.IsDefined(allowance), field, OneOf<Allowance>(text));
        return allowance;
    }
}

/// <summary>Parameters of modifiers as they were typed in; empty is no limit.</summary>
public sealed record LimitsEntry
{
    public const string DayFormat = "yyyy-MM-dd";

    public IReadOnlyList<string> ResearchTypes { get; init; } = [];

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    public IReadOnlyList<string> Institutions { get; init; } = [];

    public IReadOnlyList<string> Projects { get; init; } = [];

    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>The last day of use, <c>yyyy-MM-dd</c>.</summary>
    public string? UseUntil { get; init; }

    /// <summary>The first day of publication, <c>yyyy-MM-dd</c>.</summary>
    public string? PublishFrom { get; init; }

    /// <returns>The field that says which, or null for a modifier that needs no parameter.</returns>
    public static string? FieldOf(Modifier modifier) => modifier switch
    {
        Modifier.ResearchSpecific => "researchTypes",
        Modifier.GeographicalRestriction => "regions",
        Modifier.InstitutionSpecific => "institutions",
        Modifier.ProjectSpecific => "projects",
        Modifier.UserSpecific => "users",
        Modifier.TimeLimit => "useUntil",
        Modifier.PublicationMoratorium => "publishFrom",
        _ => null,
    };

    public Limits Read(FieldFaults faults)
    {
        foreach (var region in Regions.Where(region => region.Length != 2 || !region.All(char.IsAsciiLetter)))
            faults.Need(false, "regions", new($"「{region}」ではなく、国を 2 文字（例：JP）で書いてください。", $"Write countries with two letters, for example JP, instead of '{region}'."));
        return new()
        {
            ResearchTypes = Set(ResearchTypes),
            Regions = Set([.. Regions.Select(region => region.ToUpperInvariant())]),
            Institutions = Set(Institutions),
            Projects = Set(Projects),
            Users = Set(Users),
            UseUntil = Day(UseUntil, "useUntil", faults),
            PublishFrom = Day(PublishFrom, "publishFrom", faults),
        };
    }

    private static ImmutableSortedSet<string>? Set(IReadOnlyList<string> named) =>
        named.Count == 0 ? null : named.ToImmutableSortedSet(StringComparer.Ordinal);

    internal static string? Written(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);

    internal static DateOnly? Day(string? text, string field, FieldFaults faults)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var read = DateOnly.TryParseExact(text.Trim(), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        faults.Need(read, field, new($"「{text}」ではなく、2027-03-31 の形の日付を書いてください。", $"Write a date like 2027-03-31 instead of '{text}'."));
        return read ? day : null;
    }
}
