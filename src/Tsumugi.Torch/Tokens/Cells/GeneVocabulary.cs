using Tsumugi.Formats.Expression;

namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>Genes as tokens, and of each the median of its expression where it is expressed at all: Geneformer's token dictionary and gene medians.</summary>
public sealed class GeneVocabulary
{
    private readonly Dictionary<string, int> _ids;

    private GeneVocabulary(IReadOnlyList<string> tokens, IReadOnlyList<double> medians)
    {
        (Tokens, Medians) = (tokens, medians);
        _ids = new(StringComparer.Ordinal);
        foreach (var (id, token) in tokens.Index())
        {
            if (!_ids.TryAdd(token, id))
                throw new InvalidDataException($"The token '{token}' stands twice, at {_ids[token]} and {id}.");
        }

        FirstGene = tokens.TakeWhile(IsSpecial).Count();
        if (tokens.Skip(FirstGene).FirstOrDefault(IsSpecial) is { } late)
            throw new InvalidDataException($"The special token '{late}' comes after genes; special tokens come first.");
        (Padding, Mask) = (Required("<pad>"), Required("<mask>"));
        if (medians.Count != tokens.Count || medians.Skip(FirstGene).Any(median => !(median > 0) || !double.IsFinite(median)))
            throw new InvalidDataException("Every gene has a median above zero.");
    }

    /// <summary>By id; special tokens, in angle brackets, come first.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>By id, of counts scaled to 10,000 for each cell; unused for special tokens.</summary>
    public IReadOnlyList<double> Medians { get; }

    public int FirstGene { get; }

    public int Padding { get; }

    public int Mask { get; }

    /// <summary>Begins a cell; null where the model marks none.</summary>
    public int? Begin => _ids.TryGetValue("<cls>", out var id) ? id : null;

    /// <summary>Ends a cell (<c>&lt;eos&gt;</c>, scGPT's <c>&lt;eoc&gt;</c>); null where the model marks none.</summary>
    public int? End => _ids.TryGetValue("<eos>", out var id) || _ids.TryGetValue("<eoc>", out id) ? id : null;

    /// <summary>Genes behind the special tokens of Geneformer's second version.</summary>
    /// <param name="medians">Beside the genes; null when genes are not to be weighed against each other.</param>
    public static GeneVocabulary Of(IReadOnlyList<string> genes, IReadOnlyList<double>? medians = null)
    {
        string[] special = ["<pad>", "<mask>", "<cls>", "<eos>"];
        return new([.. special, .. genes], [.. special.Select(_ => 1.0), .. medians ?? [.. genes.Select(_ => 1.0)]]);
    }

    /// <summary>Geneformer's or scGPT's dictionary.</summary>
    /// <param name="ids">Each token and its id.</param>
    /// <param name="medians">Each gene and its median; null where genes are not weighed against each other.</param>
    /// <exception cref="InvalidDataException">Ids have gaps, special tokens do not come first, or a median is absent.</exception>
    public static GeneVocabulary FromDictionary(IReadOnlyDictionary<string, double> ids, IReadOnlyDictionary<string, double>? medians)
    {
        string[] tokens = [.. ids.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        if (tokens.Index().FirstOrDefault(pair => ids[pair.Item] != pair.Index) is { Item: { } odd })
            throw new InvalidDataException($"The id of '{odd}' is {ids[odd]}; ids run from 0 without gaps.");
        return new(tokens, [.. tokens.Select(token => medians is null || IsSpecial(token) ? 1.0 : medians.TryGetValue(token, out var median)
            ? median
            : throw new InvalidDataException($"There is no median for '{token}'; take the medians that were published with the tokens."))]);
    }

    /// <exception cref="InvalidDataException">The folder's <c>vocabulary.json</c> is no such vocabulary.</exception>
    public static GeneVocabulary Load(string folder)
    {
        var stored = VocabularyFolder.Read<Stored>(folder);
        return new(stored.Tokens, stored.Medians);
    }

    public void WriteTo(string folder) => VocabularyFolder.Write(folder, new Stored(Tokens, Medians));

    /// <summary>Finds the genes of a matrix: by accession (without its version), else by name. Features that are no genes are passed over.</summary>
    public GeneMapping Map(IReadOnlyList<ExpressionGene> genes)
    {
        var (tokens, factors) = (new int[genes.Count], new double[genes.Count]);
        var (tally, taken) = (new CoverageTally("genes"), new HashSet<int>());
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = GeneMapping.None;
            if (!genes[i].IsGene)
                continue;
            if (Find(genes[i]) is { } id && taken.Add(id))
            {
                (tokens[i], factors[i]) = (id, 1 / Medians[id]);
                tally.Known();
            }
            else
            {
                tally.Unknown(genes[i].Id);
            }
        }

        return new(tokens, factors, [.. genes.Select(gene => gene.Id)], tally.Result());
    }

    private int? Find(ExpressionGene gene)
    {
        if (Gene(gene.Id) is { } known)
            return known;
        var version = gene.Id.StartsWith("ENS", StringComparison.Ordinal) ? gene.Id.LastIndexOf('.') : -1;
        return (version > 0 ? Gene(gene.Id[..version]) : null) ?? Gene(gene.Name);
    }

    private int? Gene(string name) => _ids.TryGetValue(name, out var id) && id >= FirstGene ? id : null;

    private int Required(string token) => _ids.TryGetValue(token, out var id)
        ? id
        : throw new InvalidDataException($"The vocabulary has no {token}; add it before the genes.");

    private static bool IsSpecial(string token) => token is ['<', .., '>'];

    private sealed record Stored(IReadOnlyList<string> Tokens, IReadOnlyList<double> Medians);
}
