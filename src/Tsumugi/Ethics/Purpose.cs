using System.Collections.Immutable;
using Tsumugi.Institutions;

namespace Tsumugi.Ethics;

/// <summary>What somebody wants to use data for, and as whom.</summary>
public sealed record Purpose
{
    /// <summary>General research by a not-for-profit institution that develops methods: what training a foundation model is.</summary>
    public static readonly Purpose FoundationModelTraining = new() { DevelopsMethods = true, TrainsModel = true, MakesDerivative = true };

    /// <summary>Asking a model: what it says leaves the hub.</summary>
    public static readonly Purpose Asking = new() { ReleasesOutputs = true };

    /// <summary>Research on health, medicine or biology of disease.</summary>
    public bool IsBiomedical { get; init; } = true;

    /// <summary>The disease that is studied, or null.</summary>
    public StudiedDisease? Disease { get; init; }

    /// <summary>Population origins or ancestry are what is studied.</summary>
    public bool StudiesOrigins { get; init; }

    /// <summary>Genes are studied, not traits alone.</summary>
    public bool StudiesGenetics { get; init; }

    /// <summary>Patients are cared for with it, beyond research.</summary>
    public bool IsClinicalCare { get; init; }

    /// <summary>In the words of whoever gave the data, or null.</summary>
    public string? ResearchType { get; init; }

    public bool DevelopsMethods { get; init; }

    public bool TrainsModel { get; init; }

    /// <summary>Something is made that contains or adapts the data, as licences mean it.</summary>
    public bool MakesDerivative { get; init; }

    /// <summary>A model's numbers leave the hub.</summary>
    public bool ReleasesWeights { get; init; }

    /// <summary>What a model says leaves the hub.</summary>
    public bool ReleasesOutputs { get; init; }

    public bool Reidentifies { get; init; }

    public bool IsCommercial { get; init; }

    public bool ByForProfitOrganisation { get; init; }

    /// <summary>Where it is used: ISO 3166-1 alpha-2, or null when nobody said.</summary>
    public string? Region { get; init; }

    /// <summary>In whose name it is done.</summary>
    public ImmutableSortedSet<string> Institutions { get; init; } = [];

    public string? Project { get; init; }

    public string? User { get; init; }

    /// <summary>The day on which results are to be published, or null.</summary>
    public DateOnly? PublishesOn { get; init; }

    /// <summary>Number of the ethics committee's approval, or null.</summary>
    public string? EthicsApproval { get; init; }

    /// <summary>The last day on which the approval holds, or null.</summary>
    public DateOnly? EthicsApprovalUntil { get; init; }

    /// <summary>What committees granted for it. Nothing else relaxes a condition.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>The same, done by whoever asks in the name of institutions: their kind and their country, where they agree on one, are its too.</summary>
    public Purpose By(Caller caller, params IReadOnlyList<Institution> institutions) => this with
    {
        User = caller.PersonId,
        Institutions = [.. institutions.Select(institution => institution.Id)],
        ByForProfitOrganisation = ByForProfitOrganisation || institutions.Any(institution => institution.Kind == InstitutionKind.Company),
        Region = institutions.Select(institution => institution.Country).Distinct().ToList() is [{ } one] ? one : null,
    };
}
