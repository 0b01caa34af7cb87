using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>One value of one facet, for example <c>layer</c> and <c>protein</c>.</summary>
/// <param name="Name">One of <see cref="Facets.All"/>.</param>
public readonly record struct Facet(string Name, string Value);

/// <summary>Something that the catalogue names: what it is found by, and to whom it may be named.</summary>
public sealed record CatalogueRecord
{
    public required NodeRef Node { get; init; }

    public required Words Title { get; init; }

    /// <summary>What else it is found by: plain text.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>When it began; the newest come first.</summary>
    public required DateTime At { get; init; }

    /// <summary>Those who are named it: <see cref="CatalogueScopes"/>. Whoever has one of them is.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>As they are stated; what they are kinds of is added by the catalogue.</summary>
    public IReadOnlyList<Facet> Facets { get; init; } = [];
}

/// <summary>Who is named what. A reader has some of these, a record others, and they need to share one.</summary>
public static class CatalogueScopes
{
    /// <summary>Everybody who is signed in.</summary>
    public const string Hub = "hub";

    public static string Institution(string id) => $"institution:{id}";

    /// <summary>Those who may see this one alone.</summary>
    public static string Only(NodeRef node) => node.ToString();
}

/// <summary>How the catalogue is narrowed down.</summary>
public static class Facets
{
    public const string Kind = "kind";
    public const string Layer = "layer";
    public const string Modality = "modality";
    public const string Organism = "organism";
    public const string Disease = "disease";
    public const string Tissue = "tissue";
    public const string Institution = "institution";
    public const string Access = "access";

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [Kind, Layer, Modality, Organism, Disease, Tissue, Institution, Access];

    public static Words Title(string name) => name switch
    {
        Kind => new("種類", "Kind"),
        Layer => new("生命の階層", "Layer of life"),
        Modality => new("計測", "Modality"),
        Organism => new("生物種", "Organism"),
        Disease => new("疾患", "Disease"),
        Tissue => new("組織", "Tissue"),
        Institution => new("研究機関", "Institution"),
        Access => new("公開範囲", "Access"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}

/// <summary>Values of <see cref="Facets.Access"/>.</summary>
public static class AccessValues
{
    /// <summary>Whoever is signed in may have its files.</summary>
    public const string Open = "open";

    /// <summary>Whoever is signed in may ask for its files.</summary>
    public const string OnRequest = "request";

    /// <summary>Members of its institution see it.</summary>
    public const string Institution = "institution";

    /// <summary>It lies elsewhere, and its own catalogue says who may have it.</summary>
    public const string Elsewhere = "elsewhere";

    public static IReadOnlyList<string> All { get; } = [Open, OnRequest, Institution, Elsewhere];

    public static Words Title(string value) => value switch
    {
        Open => new("ハブの利用者すべて", "Everybody on the hub"),
        OnRequest => new("利用申請が必要", "On request"),
        Elsewhere => new("ほかのカタログ", "Another catalogue"),
        _ => new("所有機関のみ", "Its institution only"),
    };
}
