namespace Tsumugi.Client.UseCases;

/// <summary>What is said of a use case: the body of <c>PUT /api/v1/use-cases/{id}</c>.</summary>
public record UseCaseRequest
{
    public string? TitleJa { get; init; }

    public string? TitleEn { get; init; }

    /// <summary>What was found, Markdown.</summary>
    public string? Summary { get; init; }

    /// <summary>For whom it matters.</summary>
    public string? ForWhom { get; init; }

    /// <summary><c>Idea</c>; <c>Tried</c> (a model and evidence); <c>Validated</c> (a result or a publication as evidence); <c>InUse</c> (a letter).</summary>
    public string? Stage { get; init; } = "Tried";

    /// <summary>Model nodes that it was made with.</summary>
    public IReadOnlyList<string> Models { get; init => field = value ?? []; } = [];

    /// <summary>Dataset nodes that it was made with.</summary>
    public IReadOnlyList<string> Data { get; init => field = value ?? []; } = [];

    /// <summary>Nodes that show it: recorded uses, jobs, results, publications.</summary>
    public IReadOnlyList<string> Evidence { get; init => field = value ?? []; } = [];

    /// <summary>Of those who use it.</summary>
    public IReadOnlyList<LetterRequest> Letters { get; init => field = value ?? []; } = [];
}

/// <summary>The body of <c>POST /api/v1/use-cases</c>.</summary>
public sealed record NewUseCase : UseCaseRequest
{
    /// <summary>Short name in addresses.</summary>
    public string Id { get; init => field = value ?? ""; } = "";

    public string Institution { get; init => field = value ?? ""; } = "";
}

/// <param name="On"><c>yyyy-MM-dd</c>.</param>
public sealed record LetterRequest(string? From, string? On, string? Text);

/// <param name="Hidden">Models, datasets and evidence that the caller may not be told of.</param>
public sealed record UseCaseView(
    string Id, string Institution, string TitleJa, string TitleEn, string Summary, string ForWhom, string Stage, string Person, DateTime CreatedAt, DateTime ChangedAt,
    IReadOnlyList<string> Models, IReadOnlyList<string> Data, IReadOnlyList<string> Evidence, IReadOnlyList<LetterRequest> Letters, int Hidden);

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
