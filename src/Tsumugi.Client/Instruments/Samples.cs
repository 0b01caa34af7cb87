using Tsumugi.Client.Datasets;

namespace Tsumugi.Client.Instruments;

/// <summary>The body of <c>POST /api/v1/samples</c>.</summary>
public sealed record NewSample
{
    public string Institution { get; init => field = value ?? ""; } = "";

    /// <summary>Short name within the institution; one is made up when none is given.</summary>
    public string? Name { get; init; }

    public string? Title { get; init; }

    /// <summary>Barcodes, accessions.</summary>
    public IReadOnlyList<string>? GivenIds { get; init; }

    /// <summary>For example <c>NCBITaxon:9606</c>.</summary>
    public string? Organism { get; init; }

    public string? Material { get; init; }

    /// <summary>A strain, a site, a donor's pseudonym; no names of persons.</summary>
    public string? Origin { get; init; }

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public string? CollectedOn { get; init; }

    /// <summary><c>hub</c> or <c>institution</c>.</summary>
    public string? Visibility { get; init; } = "institution";

    /// <summary>Samples that it was made from, as <c>institution/name</c>.</summary>
    public IReadOnlyList<string>? Parents { get; init; }

    /// <summary>SPDX identifier, or <c>LicenseRef-…</c>.</summary>
    public string? Licence { get; init; }

    /// <summary>What was consented to: a permission of the Data Use Ontology.</summary>
    public string? Permission { get; init; }

    public IReadOnlyList<string>? Diseases { get; init; }

    public IReadOnlyList<string>? Modifiers { get; init; }

    public string? ModelTraining { get; init; }

    public string? WeightsRelease { get; init; }

    public string? OutputsRelease { get; init; }

    public bool NoReidentification { get; init; }
}

public sealed record SampleView
{
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public required string Title { get; init; }

    public required IReadOnlyList<string> GivenIds { get; init; }

    public required string Organism { get; init; }

    public required string Material { get; init; }

    public required string Origin { get; init; }

    public required DateOnly? CollectedOn { get; init; }

    public required string Visibility { get; init; }

    public required ConditionsView OwnConditions { get; init; }

    /// <summary>With those of all samples that it was made from; in lists null.</summary>
    public ConditionsView? EffectiveConditions { get; init; }

    /// <summary>Those that you may see.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>Of the sample, or of one that it was made from; null when there is none.</summary>
    public string? Withdrawal { get; init; }

    public required string Person { get; init; }

    public required DateTime CreatedAt { get; init; }
}

/// <param name="Parent"><c>institution/name</c>.</param>
public sealed record SampleParentRequest(string? Parent);

/// <summary>What a dataset's revision was made from: the body of <c>POST /api/v1/datasets/{institution}/{name}/samples</c>.</summary>
/// <param name="Revision">The newest one when none is named.</param>
/// <param name="Samples">As <c>institution/name</c>.</param>
/// <param name="Booking">In which it was measured; null for none.</param>
public sealed record MadeFromRequest(string? Revision, IReadOnlyList<string>? Samples, string? Booking);

/// <param name="Reason">Shown to whoever tries to use what was made from it; no names of persons.</param>
public sealed record WithdrawSampleRequest(string? Reason);
