namespace Tsumugi.Client.Projects;

/// <summary>What is said of a project: the body of <c>PUT /api/v1/projects/{id}</c>.</summary>
public record ProjectRequest
{
    public string? TitleJa { get; init; }

    public string? TitleEn { get; init; }

    /// <summary>Markdown.</summary>
    public string? Summary { get; init; }

    /// <summary><c>dna</c>, <c>rna</c>, <c>protein</c>, <c>cell</c>, <c>tissue</c>, <c>organ</c>, <c>individual</c>.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary><c>sequence</c>, <c>expression</c>, <c>structure</c>, <c>image</c>, <c>clinical</c>, <c>molecule</c>, <c>text</c>.</summary>
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>Health, medicine or the biology of disease.</summary>
    public bool Biomedical { get; init; } = true;

    /// <summary>A term of MONDO or NANDO.</summary>
    public string? Disease { get; init; }

    public bool StudiesOrigins { get; init; }

    public bool StudiesGenetics { get; init; }

    public bool ClinicalCare { get; init; }

    public bool Commercial { get; init; }

    public string? ResearchType { get; init; }

    /// <summary><c>yyyy-MM-dd</c>.</summary>
    public string? PublishesOn { get; init; }
}

/// <summary>The body of <c>POST /api/v1/projects</c>.</summary>
public sealed record NewProject : ProjectRequest
{
    /// <summary>Short name in addresses.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    public string Institution { get; init => field = value ?? ""; } = "";
}

public sealed record ProjectView
{
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public required string TitleJa { get; init; }

    public required string TitleEn { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<string> Layers { get; init; }

    public required IReadOnlyList<string> Modalities { get; init; }

    public required bool Biomedical { get; init; }

    public required string? Disease { get; init; }

    public required bool StudiesOrigins { get; init; }

    public required bool StudiesGenetics { get; init; }

    public required bool ClinicalCare { get; init; }

    public required bool Commercial { get; init; }

    public required string? ResearchType { get; init; }

    public required DateOnly? PublishesOn { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? ClosedAt { get; init; }
}

/// <summary>A project with its people and approvals.</summary>
public sealed record ProjectDetail(ProjectView Project, IReadOnlyList<ProjectMemberView> Members, IReadOnlyList<ApprovalView> Approvals);

/// <param name="Role"><c>lead</c> or <c>member</c>.</param>
public sealed record ProjectMemberView(string Person, string Name, string Institution, string Role);

/// <param name="Role"><c>lead</c> or <c>member</c>.</param>
public sealed record NewProjectMember(string Institution, string Role);

/// <summary>An ethics committee's approval.</summary>
/// <param name="State"><c>valid</c>, <c>endsWithin60Days</c>, <c>endsWithin14Days</c>, <c>pending</c>, <c>notYet</c>, <c>expired</c>, <c>ended</c>.</param>
public sealed record ApprovalView(
    string Id, string Number, string Committee, DateOnly From, DateOnly Until, string RegisteredBy, string? ConfirmedBy, string State);

/// <param name="From"><c>yyyy-MM-dd</c>.</param>
/// <param name="Until"><c>yyyy-MM-dd</c>, the last day.</param>
public sealed record NewApproval(string? Number, string? Committee, string? From, string? Until);
