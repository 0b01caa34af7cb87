namespace Tsumugi.Client.Datasets;

/// <summary>A database's way of naming things.</summary>
/// <param name="Form">How an identifier is written, with <c>{id}</c> for what the pattern keeps.</param>
public sealed record IdentifierSystemView(string Name, string LabelJa, string LabelEn, string Category, string Pattern, string Form, IReadOnlyList<string> Prefixes, IReadOnlyList<string> Examples);

/// <summary>A system that identifiers may be of.</summary>
/// <param name="Count">How many of them its pattern fits.</param>
public sealed record RecognisedSystem(string Name, string LabelJa, string LabelEn, int Count);

public sealed record IdentifiersRequest(IReadOnlyList<string> Ids);

/// <param name="Recipe">YAML: see docs/linking.md.</param>
/// <param name="Revision">The start of a hash; null for the newest.</param>
public sealed record LinksRequest(string Recipe, string? Revision = null);

/// <summary>A file of a dataset's revision that links identifiers of two systems.</summary>
public sealed record LinkSetView
{
    public required string Id { get; init; }

    /// <summary><c>institution/name</c>, as it was called first.</summary>
    public required string Dataset { get; init; }

    public required string Revision { get; init; }

    public required string File { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string Meaning { get; init; }

    public required string ForwardJa { get; init; }

    public required string ForwardEn { get; init; }

    public required string BackwardJa { get; init; }

    public required string BackwardEn { get; init; }

    public required string Version { get; init; }

    public required string Source { get; init; }

    /// <summary><c>Waiting</c>, <c>Ready</c> or <c>Refused</c>.</summary>
    public required string State { get; init; }

    public string? Fault { get; init; }

    public long? Pairs { get; init; }
}

/// <summary>Asks for a conversion.</summary>
public sealed record ConvertRequest
{
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>A system's name; null to recognise it by pattern.</summary>
    public string? From { get; init; }

    public required string To { get; init; }

    /// <summary>The systems between, from the first to the last; null for the best.</summary>
    public IReadOnlyList<string>? Route { get; init; }
}

/// <summary>A way from one system to another, and how far it takes what was asked.</summary>
/// <param name="Sources">Of the identifiers asked, those that lead somewhere.</param>
/// <param name="Targets">Different identifiers that they lead to.</param>
public sealed record RouteView(IReadOnlyList<string> Systems, IReadOnlyList<string> MeaningsJa, IReadOnlyList<string> MeaningsEn, int Sources, int Targets);

/// <param name="Asked">How many of the identifiers were counted: of long lists a part.</param>
public sealed record RoutesAnswer(string From, string To, int Asked, IReadOnlyList<RouteView> Routes);

/// <summary>Which links a conversion used.</summary>
public sealed record UsedLinks(string Set, string Node, string Version);

/// <param name="Path">From the identifier asked to the one it leads to, as each system writes them.</param>
public sealed record ConvertedRow(string Asked, IReadOnlyList<string> Path);

/// <summary>An identifier that its database has replaced.</summary>
public sealed record ObsoleteIdentifier(string Id, IReadOnlyList<string> ReplacedBy);

public sealed record ConvertAnswer
{
    public required string From { get; init; }

    public required string To { get; init; }

    public required IReadOnlyList<string> Route { get; init; }

    public required IReadOnlyList<UsedLinks> Links { get; init; }

    public required IReadOnlyList<ConvertedRow> Rows { get; init; }

    /// <summary>More rows than an answer holds were left out.</summary>
    public required bool More { get; init; }

    /// <summary>Leads nowhere.</summary>
    public required IReadOnlyList<string> Unmapped { get; init; }

    /// <summary>Leads to more than one.</summary>
    public required IReadOnlyList<string> Ambiguous { get; init; }

    public required IReadOnlyList<ObsoleteIdentifier> Obsolete { get; init; }

    /// <summary>Not written as identifiers of the system are.</summary>
    public required IReadOnlyList<string> Unread { get; init; }
}
