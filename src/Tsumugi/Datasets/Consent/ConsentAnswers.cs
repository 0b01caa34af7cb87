using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;

namespace Tsumugi.Datasets.Consent;

/// <summary>What a consent form says, question by question, in its own words rather than the ontology's.</summary>
public sealed record ConsentAnswers
{
    /// <summary>What participants agreed to: <see cref="Scopes"/>.</summary>
    public string? Scope { get; init; }

    /// <summary>Terms of an ontology, where they agreed to research on diseases.</summary>
    public string? Diseases { get; init; }

    /// <summary>Answers of yes, by the questions' names.</summary>
    public IReadOnlySet<string> Yes { get; init; } = new HashSet<string>();

    public string? Countries { get; init; }

    public string? KeptUntil { get; init; }

    public string? PublishedFrom { get; init; }

    public string? PublicationDue { get; init; }

    public string? ReturnDue { get; init; }

    public string? Licence { get; init; }

    /// <summary>Whether models may be trained, and whether their weights may leave the hub: names of <see cref="Allowance"/>.</summary>
    public string? Training { get; init; }

    public string? Weights { get; init; }

    /// <summary>Every question of yes or no with the modifier that follows from an answer: from yes, or from its absence.</summary>
    public static IReadOnlyList<(string Name, bool FromYes, Modifier Modifier)> Questions { get; } =
    [
        ("companies", false, Modifier.NotForProfitOrganisationOnly),
        ("commercial", false, Modifier.NonCommercialUseOnly),
        ("methods", false, Modifier.NoMethodsDevelopment),
        ("ancestry", false, Modifier.NoPopulationOrigins),
        ("care", true, Modifier.ClinicalCare),
        ("genetic", true, Modifier.GeneticStudiesOnly),
        ("committee", true, Modifier.EthicsApprovalRequired),
        ("published", true, Modifier.PublicationRequired),
        ("together", true, Modifier.CollaborationRequired),
        ("returned", true, Modifier.ReturnToDatabase),
    ];

    /// <summary>The question about re-identification: no modifier of the ontology, but a term of the hub's own.</summary>
    public const string Anonymous = "anonymous";

    public static IReadOnlyList<Permission> Scopes { get; } =
        [Permission.GeneralResearch, Permission.HealthMedicalBiomedical, Permission.DiseaseSpecific, Permission.PopulationOrigins, Permission.NoRestriction];

    public static ConsentAnswers Of(IFormCollection form) => new()
    {
        Scope = form["scope"],
        Diseases = form["diseases"],
        Yes = form["yes"].OfType<string>().ToHashSet(StringComparer.Ordinal),
        Countries = form["regions"],
        KeptUntil = form["useUntil"],
        PublishedFrom = form["publishFrom"],
        PublicationDue = form["publicationDue"],
        ReturnDue = form["returnDue"],
        Licence = form["licence"],
        Training = form["modelTraining"],
        Weights = form["weightsRelease"],
    };

    /// <summary>The conditions that follow, as if they had been typed in. Data that may be used for anything, or to study ancestry alone, are not kept from such studies.</summary>
    public ConditionsEntry ToEntry()
    {
        var open = Scope is nameof(Permission.PopulationOrigins) or nameof(Permission.NoRestriction);
        var modifiers = Questions.Where(question => Yes.Contains(question.Name) == question.FromYes && !(open && question.Modifier == Modifier.NoPopulationOrigins)).Select(question => question.Modifier.ToString());
        return new(Licence, Scope, ConditionsEntry.Terms(Diseases), [.. modifiers])
        {
            Limits = new() { Regions = ConditionsEntry.Terms(Countries), UseUntil = KeptUntil, PublishFrom = PublishedFrom },
            ModelTraining = Training,
            WeightsRelease = Weights,
            NoReidentification = Yes.Contains(Anonymous),
            PublicationDue = PublicationDue,
            ReturnDue = ReturnDue,
        };
    }
}
