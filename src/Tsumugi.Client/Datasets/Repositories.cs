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

    /// <summary>The project that it is part of; null for none, or for that of the token.</summary>
    public string? Project { get; init; }

    /// <summary><c>hub</c> (everybody signed in) or <c>institution</c> (its members).</summary>
    public string Visibility { get; init; } = "hub";

    /// <summary>SPDX identifier, or <c>LicenseRef-…</c>.</summary>
    public required string Licence { get; init; }

    /// <summary>A permission of the Data Use Ontology by name (<c>GeneralResearch</c>), identifier (<c>DUO:0000042</c>) or shorthand (<c>GRU</c>).</summary>
    public required string Permission { get; init; }

    /// <summary>Disease terms, for <c>DiseaseSpecific</c>.</summary>
    public IReadOnlyList<string> Diseases { get; init; } = [];

    /// <summary>Modifiers of the Data Use Ontology, for example <c>NonCommercialUseOnly</c>, <c>DUO:0000046</c> or <c>NCU</c>.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    public LimitsView Limits { get; init; } = new();

    /// <summary><c>Allowed</c>, <c>ByApproval</c> or <c>NotAllowed</c>.</summary>
    public string? ModelTraining { get; init; }

    /// <inheritdoc cref="ModelTraining" />
    public string? WeightsRelease { get; init; }

    /// <inheritdoc cref="ModelTraining" />
    public string? OutputsRelease { get; init; }

    public bool NoReidentification { get; init; }
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

/// <param name="Modifiers">By name; those of <see cref="Limits"/> among them.</param>
public sealed record ConditionsView(
    string Permission, IReadOnlyList<string> Diseases, IReadOnlyList<string> Modifiers, IReadOnlyList<string> Licences)
{
    public LimitsView Limits { get; init; } = new();

    /// <summary><c>Allowed</c>, <c>ByApproval</c> or <c>NotAllowed</c>.</summary>
    public string ModelTraining { get; init; } = "Allowed";

    /// <inheritdoc cref="ModelTraining" />
    public string WeightsRelease { get; init; } = "Allowed";

    /// <inheritdoc cref="ModelTraining" />
    public string OutputsRelease { get; init; } = "Allowed";

    public bool NoReidentification { get; init; }
}

/// <summary>What modifiers name: research types (RS), countries (GS), institutions (IS), projects (PS), people (US), days (TS, MOR). Null is no limit.</summary>
public sealed record LimitsView
{
    public IReadOnlyCollection<string>? ResearchTypes { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public IReadOnlyCollection<string>? Regions { get; init; }

    public IReadOnlyCollection<string>? Institutions { get; init; }

    public IReadOnlyCollection<string>? Projects { get; init; }

    public IReadOnlyCollection<string>? Users { get; init; }

    /// <summary>The last day of use, UTC.</summary>
    public DateOnly? UseUntil { get; init; }

    /// <summary>The first day on which results may be published, UTC.</summary>
    public DateOnly? PublishFrom { get; init; }
}

/// <summary>Asks to let a held file go out.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Reason">What was checked, for whoever reads the thread later.</param>
public sealed record ReleaseRequest(string Sha256, string Reason);
