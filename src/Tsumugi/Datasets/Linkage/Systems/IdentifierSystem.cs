using System.Text;
using Tsumugi.Formats.Links.Patterns;
using Tsumugi.Formats.Links.Sources;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Linkage.Systems;

/// <summary>A database's way of naming things: NCBI Gene's numbers, UniProt's accessions … Read from a file; see docs/formats/identifiers.md.</summary>
public sealed record IdentifierSystem
{
    private const string Place = "{id}";

    /// <summary>Stable name, for example <c>ncbigene</c>.</summary>
    public required string Name { get; init; }

    public required Words Label { get; init; }

    /// <summary>What is named: <c>gene</c>, <c>protein</c>, <c>disease</c> …</summary>
    public required string Category { get; init; }

    public required IdentifierPattern Pattern { get; init; }

    /// <summary>How an identifier is written, with <c>{id}</c> for what the pattern keeps.</summary>
    public string Form { get; init; } = Place;

    /// <summary>Addresses that identifiers are written with; the first one is linked to.</summary>
    public required IReadOnlyList<string> Prefixes { get; init; }

    public required IReadOnlyList<string> Examples { get; init; }

    public LinkEnd End => new(Label.En, Pattern, Prefixes);

    /// <returns>What is kept of an identifier however it is written, or null.</returns>
    public string? Read(string written) => End.TryRead(Encoding.UTF8.GetBytes(written.Trim()), out var id) ? Encoding.ASCII.GetString(id) : null;

    /// <summary>Whether a text is written as identifiers of this system are.</summary>
    public bool Recognises(string written) => Pattern.Fits(Prefixes.FirstOrDefault(prefix => written.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix ? written[prefix.Length..] : written);

    public string Write(string id) => Form.Replace(Place, id, StringComparison.Ordinal);

    public string? Address(string id) => Prefixes.Count > 0 ? Prefixes[0] + id : null;
}

/// <summary>What the links of a set say, read from either end.</summary>
public sealed record LinkMeaning(string Name, Words Forward, Words Backward)
{
    /// <summary>Joins identifiers that are no more to those that stand for them now.</summary>
    public const string ReplacedBy = "replacedBy";

    public LinkMeaning Turned() => new(Name, Backward, Forward);
}
