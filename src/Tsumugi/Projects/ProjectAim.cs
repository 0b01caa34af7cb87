namespace Tsumugi.Projects;

/// <summary>What a project studies, as far as conditions of data ask for it.</summary>
public sealed record ProjectAim
{
    /// <summary>Health, medicine or the biology of disease.</summary>
    public bool IsBiomedical { get; init; } = true;

    /// <summary>A term of MONDO or NANDO, or null.</summary>
    public string? Disease { get; init; }

    /// <summary>Population origins or ancestry are what is studied.</summary>
    public bool StudiesOrigins { get; init; }

    /// <summary>Genes are studied, not traits alone.</summary>
    public bool StudiesGenetics { get; init; }

    /// <summary>Patients are cared for with it, beyond research.</summary>
    public bool IsClinicalCare { get; init; }

    public bool IsCommercial { get; init; }

    /// <summary>In the words of whoever gave the data, or null.</summary>
    public string? ResearchType { get; init; }

    /// <summary>The day on which results are to be published, or null.</summary>
    public DateOnly? PublishesOn { get; init; }
}
