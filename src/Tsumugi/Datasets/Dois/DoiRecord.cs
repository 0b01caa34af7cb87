using System.Text.Json.Serialization;
using Tsumugi.Datasets.Metadata;

namespace Tsumugi.Datasets.Dois;

/// <summary>How far the world may go by a DOI; the words are DataCite's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DoiState>))]
public enum DoiState
{
    /// <summary>Reserved: it may be written into a manuscript, and leads nowhere yet.</summary>
    Draft,

    /// <summary>Leads to its landing page, and is found in the agency's search.</summary>
    Findable,

    /// <summary>Leads to its landing page, and is no longer found by searching: what it named was withdrawn.</summary>
    Registered,
}

/// <summary>Why what a DOI names is no longer to be had.</summary>
/// <param name="Deleted">The repository was deleted; false when only the DOI was withdrawn.</param>
/// <param name="Reason">In the words of whoever did it; empty when none was given.</param>
public sealed record Withdrawal(string Person, string PersonName, DateTime At, string Reason, bool Deleted);

/// <summary>Everything that a landing page shows and an agency is told of a DOI, as it stood at one moment; it never changes.</summary>
public sealed record DoiRecord
{
    /// <summary><c>prefix/suffix</c>, lower case.</summary>
    public required string Doi { get; init; }

    public required Uri Landing { get; init; }

    public required DoiState State { get; init; }

    /// <summary>What anybody may know of it.</summary>
    public required RepositoryFacts Facts { get; init; }

    public Withdrawal? Withdrawal { get; init; }
}
