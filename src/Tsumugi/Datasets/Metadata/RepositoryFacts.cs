using Tsumugi.Ethics;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Metadata;

/// <summary>What the hub knows of one revision of a repository, in the terms that the standards of description share.</summary>
public sealed record RepositoryFacts
{
    /// <summary><c>dataset</c> or <c>model</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>institution/name</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The repository's page.</summary>
    public required Uri Page { get; init; }

    public required Words Title { get; init; }

    /// <summary>Plain text, never empty.</summary>
    public required string Description { get; init; }

    /// <summary>Those who brought revisions in, at least one.</summary>
    public required IReadOnlyList<PersonFacts> Creators { get; init; }

    public required InstitutionFacts Publisher { get; init; }

    /// <summary>The effective ones: the owner's and those of every source.</summary>
    public required DataUseConditions Conditions { get; init; }

    /// <summary>1, 2, 3 … within the repository.</summary>
    public required int Number { get; init; }

    /// <summary>Content hash of the revision.</summary>
    public required string Hash { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime PublishedAt { get; init; }

    /// <summary>The first ones when there are more than <see cref="FileCount"/> says.</summary>
    public required IReadOnlyList<FileFacts> Files { get; init; }

    public required int FileCount { get; init; }

    /// <summary>Bytes of all files together.</summary>
    public required long Size { get; init; }

    public IReadOnlyList<TableFacts> Tables { get; init; } = [];

    /// <summary>What it was made from, as far as the reader may know.</summary>
    public IReadOnlyList<SourceFacts> Sources { get; init; } = [];

    /// <summary>Sources whose names the reader may not know.</summary>
    public int HiddenSources { get; init; }

    public ActivityFacts? MadeBy { get; init; }

    /// <summary>To which it belongs, where it belongs to one and the reader may know it.</summary>
    public ProjectFacts? Project { get; init; }

    /// <summary>That the hub serves; null where the form does not ask.</summary>
    public Words? Programme { get; init; }

    /// <summary>Without the resolver's address; null while none was minted.</summary>
    public string? Doi { get; init; }

    /// <summary>DOIs of the repository as a whole, for a revision; of its revisions, for the repository.</summary>
    public IReadOnlyList<RelatedDoi> Related { get; init; } = [];

    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>As the card states them.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    public bool IsDataset => Kind == Repositories.RepositoryKinds.Dataset;

    /// <summary>A revision that changes data changes the first number (Semantic Versioning).</summary>
    public string Version => $"{Number}.0.0";

    /// <summary>Where a reader goes who follows a citation.</summary>
    public string CiteAddress => Doi is null ? Page.AbsoluteUri : $"https://doi.org/{Doi}";
}

/// <param name="Erad">Researcher number of Japan's e-Rad, for whoever may know it; or null.</param>
public sealed record PersonFacts(string Id, string Name, Uri Page, string? Erad = null);

public sealed record ProjectFacts(string Id, Words Title);

/// <param name="Ror">Identifier in the Research Organization Registry without its address, or null.</param>
public sealed record InstitutionFacts(string Id, Words Name, string? Ror, Uri Page)
{
    public string Address => Ror is null ? Page.AbsoluteUri : $"https://ror.org/{Ror}";
}

public sealed record FileFacts(string Path, Uri Address, long Size, string Sha256)
{
    public string MediaType => MediaTypes.Of(Path);
}

/// <summary>A table among the files.</summary>
public sealed record TableFacts(string Path, IReadOnlyList<ColumnFacts> Columns);

/// <param name="Type">Name of a schema.org type: <c>Text</c>, <c>Integer</c>, <c>Float</c>, <c>Boolean</c>, <c>Date</c>, <c>DateTime</c>, <c>Time</c>.</param>
/// <param name="IsList">Whether each cell holds several values.</param>
public sealed record ColumnFacts(string Name, string Type, bool IsList = false);

/// <param name="Node">As the thread writes it.</param>
/// <param name="Doi">Without the resolver's address, or null.</param>
public sealed record SourceFacts(string Node, string Kind, Words Title, Uri Page, string? Doi);

/// <param name="Doi">Without the resolver's address.</param>
/// <param name="Relation">DataCite's word: <c>IsVersionOf</c>, <c>HasVersion</c>.</param>
public sealed record RelatedDoi(string Doi, string Relation);

/// <summary>The job that made it.</summary>
public sealed record ActivityFacts(string Node, Uri Page);
