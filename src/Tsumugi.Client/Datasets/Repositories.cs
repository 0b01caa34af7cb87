using System.Text.Json;

namespace Tsumugi.Client.Datasets;

/// <summary>Begins a dataset: the body of <c>POST /api/v1/datasets</c>.</summary>
public sealed record DatasetRequest
{
    public required string Institution { get; init; }

    public required string Name { get; init; }

    public string TitleJa { get; init; } = "";

    public string TitleEn { get; init; } = "";

    /// <summary>The card: Markdown.</summary>
    public string Card { get; init; } = "";

    /// <summary><c>hub</c> (everybody signed in) or <c>institution</c> (its members).</summary>
    public string Visibility { get; init; } = "hub";

    /// <summary>SPDX identifier, or <c>LicenseRef-…</c>.</summary>
    public required string Licence { get; init; }

    /// <summary>A permission of the Data Use Ontology by name: <c>NoRestriction</c>, <c>GeneralResearch</c>, <c>HealthMedicalBiomedical</c>, <c>DiseaseSpecific</c>.</summary>
    public required string Permission { get; init; }

    /// <summary>Disease terms, for <c>DiseaseSpecific</c>.</summary>
    public IReadOnlyList<string> Diseases { get; init; } = [];

    /// <summary>Modifiers of the Data Use Ontology by name, for example <c>NonCommercialUseOnly</c>.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];
}

/// <summary>A dataset or a model in a list.</summary>
public sealed record RepositorySummary(
    string Node, string Kind, string Institution, string Name, string TitleJa, string TitleEn, string Visibility,
    IReadOnlyList<string> Licences, string Permission, DateTime CreatedAt, string? Newest);

/// <summary>One revision of a dataset or a model.</summary>
public sealed record RevisionView(
    string Node, string Hash, int Number, DateTime CreatedAt, string Person, string? Job,
    IReadOnlyList<FileView> Files, JsonElement Facts);

/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
public sealed record FileView(string Path, string Sha256, long Size);

/// <summary>A repository with its revisions and what follows from its sources.</summary>
public sealed record RepositoryView(
    RepositorySummary Summary, string Card, ConditionsView OwnConditions, ConditionsView EffectiveConditions, IReadOnlyList<RevisionView> Revisions);

public sealed record ConditionsView(
    string Permission, IReadOnlyList<string> Diseases, IReadOnlyList<string> Modifiers, IReadOnlyList<string> Licences);

/// <summary>Asks to let a held file go out.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Reason">What was checked, for whoever reads the thread later.</param>
public sealed record ReleaseRequest(string Sha256, string Reason);
