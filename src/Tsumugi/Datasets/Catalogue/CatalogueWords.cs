using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub.Language;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Projects;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>One thing with all that it is called.</summary>
/// <param name="Facet">What a record about it has; null where there is no facet for it.</param>
internal sealed record Concept(Facet? Facet, Words Title, IReadOnlyList<string> Labels);

/// <summary>What is called how: diseases of the ontologies that the hub holds, organisms and tissues, layers and modalities, techniques of instruments; in Japanese and English.</summary>
internal sealed class CatalogueWords
{
    /// <summary>Facets by what they are kinds of; found by, never shown.</summary>
    public const string Within = "within";

    /// <summary>A card's tag: it counts where it is what something is called.</summary>
    public const string Tag = "tag";

    private const int LongestValue = 100;

    private static readonly IReadOnlyList<DiseaseTerm> Organisms = Shipped("organisms.obo");
    private static readonly IReadOnlyList<DiseaseTerm> Tissues = Shipped("tissues.obo");

    private readonly DiseaseOntology _diseases;
    private readonly FrozenDictionary<string, Concept[]> _byName;
    private readonly FrozenDictionary<Facet, Concept> _byFacet;

    public CatalogueWords(DiseaseOntology diseases)
    {
        _diseases = diseases;
        var concepts = All(diseases).ToList();
        _byName = concepts.SelectMany(concept => concept.Labels.Select(label => (Key: KeyOf(label), concept))).Where(pair => pair.Key.Length > 0)
            .GroupBy(pair => pair.Key, pair => pair.concept).ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);
        _byFacet = concepts.Where(concept => concept.Facet is not null).DistinctBy(concept => concept.Facet).ToFrozenDictionary(concept => concept.Facet!.Value);
        Fingerprint = FingerprintOf(concepts, diseases);
    }

    /// <summary>Another one when anything is called otherwise, or is a kind of something else.</summary>
    public string Fingerprint { get; }

    /// <param name="tokens">As <see cref="CatalogueText.Asked"/> gives them.</param>
    public IReadOnlyList<Concept> Called(IEnumerable<string> tokens) => _byName.GetValueOrDefault(string.Join(' ', tokens), []);

    public Words? TitleOf(Facet facet) => _byFacet.TryGetValue(facet, out var concept) ? concept.Title : null;

    /// <summary>What a record states, in the catalogue's own values: <c>Homo sapiens</c> becomes <c>NCBITaxon:9606</c>. What nobody knows stays as it was written where the facet is open.</summary>
    public IEnumerable<Facet> Read(IEnumerable<Facet> stated) => stated.SelectMany(facet => facet.Name switch
    {
        Tag => Called(CatalogueText.Asked(facet.Value)).Select(concept => concept.Facet).OfType<Facet>(),
        Facets.Layer or Facets.Modality => Named(facet),
        Facets.Organism or Facets.Disease or Facets.Tissue => Named(facet).DefaultIfEmpty(new(facet.Name, Short(facet.Value))),
        _ => [facet],
    }).Where(facet => facet.Value.Length > 0).Distinct();

    /// <summary>What a reader chose, as the index has it: names become values, and a disease takes in what is a kind of it.</summary>
    public IEnumerable<Facet> Choose(IEnumerable<Facet> chosen) => chosen.Where(facet => !string.IsNullOrWhiteSpace(facet.Value))
        .SelectMany(facet => facet.Name is Facets.Kind or Facets.Access ? [facet with { Value = facet.Value.ToLowerInvariant() }] : Read([facet]))
        .Select(facet => facet.Name == Facets.Disease ? facet with { Name = Within } : facet).Distinct();

    /// <summary>What else a record with these facets is about: whatever its diseases are kinds of.</summary>
    public IEnumerable<Facet> Wider(IEnumerable<Facet> facets) => facets.Where(facet => facet.Name == Facets.Disease)
        .SelectMany(facet => _diseases.Studied(facet.Value).Wider.Append(facet.Value)).Distinct().Select(term => new Facet(Within, term));

    private IEnumerable<Facet> Named(Facet stated) => _byFacet.ContainsKey(stated) ? [stated]
        : Called(CatalogueText.Asked(stated.Value)).Select(concept => concept.Facet).OfType<Facet>().Where(facet => facet.Name == stated.Name).Take(1);

    private static string Short(string value) => value.Trim() is { Length: > LongestValue } longer ? longer[..LongestValue] : value.Trim();

    private static string KeyOf(string label) => string.Join(' ', CatalogueText.Asked(label));

    private static IEnumerable<Concept> All(DiseaseOntology diseases)
    {
        foreach (var layer in Enum.GetValues<Layer>())
            yield return Value(Facets.Layer, layer.ToString(), LayerWords.Of(layer));
        foreach (var modality in Enum.GetValues<Modality>())
            yield return Value(Facets.Modality, modality.ToString(), LayerWords.Of(modality));
        foreach (var term in Organisms)
            yield return Term(Facets.Organism, term, term);
        foreach (var term in Tissues)
            yield return Term(Facets.Tissue, term, term);
        foreach (var technique in Technique.All)
            yield return new(null, technique.Name, [technique.Name.Ja, technique.Name.En, .. technique.Others]);

        // Names in Japanese that ship with the hub stay when an operator brings the whole ontology, which has none.
        foreach (var term in diseases.Terms.Where(term => !term.IsObsolete))
            yield return Term(Facets.Disease, term, DiseaseOntologies.Shipped.Find(term.Id) ?? term);
    }

    private static Concept Value(string facet, string value, Words title) => new(new(facet, value.ToLowerInvariant()), title, [value, title.Ja, title.En]);

    private static Concept Term(string facet, DiseaseTerm term, DiseaseTerm shipped)
    {
        string[] names = [.. term.Name.Split(" / "), .. shipped.Synonyms, .. term.Synonyms];
        var japanese = names.FirstOrDefault(name => CatalogueText.Letters([name]).Any());
        var english = names.FirstOrDefault(name => !CatalogueText.Letters([name]).Any());
        return new(new(facet, term.Id), new(japanese ?? term.Name, english ?? term.Name), [.. names.Append(term.Id).Distinct()]);
    }

    private static string FingerprintOf(List<Concept> concepts, DiseaseOntology diseases)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (var label in concepts.SelectMany(concept => concept.Labels))
            Add(label);
        foreach (var term in diseases.Terms)
            Add($"{term.Id} {string.Join(' ', term.Parents)}");
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static IReadOnlyList<DiseaseTerm> Shipped(string name)
    {
        using var text = new StreamReader(typeof(CatalogueWords).Assembly.GetManifestResourceStream(name)!);
        return [.. OboFile.Read(text)];
    }
}
