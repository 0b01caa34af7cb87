namespace Tsumugi.Client.UseCases;

/// <summary>Registers what was done with models: the body of <c>POST /api/v1/use-cases</c>.</summary>
public sealed record UseCaseRequest
{
    /// <summary>Short name in addresses.</summary>
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public required string TitleJa { get; init; }

    public required string TitleEn { get; init; }

    public string Summary { get; init; } = "";

    /// <summary>Model nodes that it was made with.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Nodes that show it: recorded uses, jobs, results.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }
}

public sealed record UseCaseView(
    string Id, string Institution, string TitleJa, string TitleEn, string Summary, string Person, DateTime CreatedAt,
    IReadOnlyList<string> Models, IReadOnlyList<string> Evidence);

/// <summary>Registers a publication and ties it: the body of <c>POST /api/v1/publications</c>.</summary>
public sealed record PublicationRequest
{
    /// <summary>For example <c>10.1000/xyz123</c>.</summary>
    public required string Doi { get; init; }

    public required string Title { get; init; }

    public required DateOnly PublishedOn { get; init; }

    /// <summary>It came out of the programme.</summary>
    public required bool MadeInProgramme { get; init; }

    /// <summary>Model nodes that it was made with.</summary>
    public IReadOnlyList<string> MadeWith { get; init; } = [];
}

public sealed record PublicationView(
    string Doi, string Title, DateOnly PublishedOn, bool MadeInProgramme, IReadOnlyList<string> MadeWith);
