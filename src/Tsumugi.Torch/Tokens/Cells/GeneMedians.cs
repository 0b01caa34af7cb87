using Tsumugi.Formats.Expression;

namespace Tsumugi.Torch.Tokens.Cells;

/// <summary>Learns, over any number of cells, the median of each gene where it is expressed, of counts scaled to 10,000 for each cell.</summary>
/// <remarks>A gene keeps counts of classes 1/32 of an octave wide from 2⁻¹⁰ to 2¹⁴ (3 kB), so the median is right to 1.1 %; memory does not grow with the cells. Medians are kept by accession, so that matrices of several files add up.</remarks>
public sealed class GeneMedians
{
    private const double TargetTotal = 10_000;
    private const int ClassesPerOctave = 32;
    private const int LowestOctave = -10;
    private const int Octaves = 24;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<uint[]> _classes = [];

    /// <param name="ct">Stops between blocks.</param>
    public void Add(ExpressionMatrix matrix, CancellationToken ct)
    {
        var known = Map(matrix.Genes);
        foreach (var block in matrix.Blocks(ct))
        {
            for (var cell = 0; cell < block.Count; cell++)
                Add(new ExpressedCell(known, block.Genes(cell), block.Values(cell)));
        }
    }

    /// <returns>The genes of a matrix as its cells are to be added.</returns>
    public GeneMapping Map(IReadOnlyList<ExpressionGene> genes) =>
        new([.. genes.Select(gene => gene.IsGene ? Place(gene.Id) : GeneMapping.None)], [], [], new CoverageTally("genes").Result());

    /// <param name="cell">Of a matrix whose genes were mapped here.</param>
    /// <exception cref="UnreadableItemException">A value is negative.</exception>
    public void Add(ExpressedCell cell)
    {
        var factor = TargetTotal / cell.Total();
        for (var i = 0; i < cell.Genes.Length; i++)
        {
            var place = cell.Mapping.Tokens[cell.Genes[i]];
            if (place < 0 || cell.Values[i] == 0)
                continue;
            if (_classes[place].Length == 0)
                _classes[place] = new uint[Octaves * ClassesPerOctave];
            var octaves = Math.Log2(cell.Values[i] * factor) - LowestOctave;
            _classes[place][Math.Clamp((int)(octaves * ClassesPerOctave), 0, Octaves * ClassesPerOctave - 1)]++;
        }
    }

    /// <summary>A vocabulary of the genes that were expressed in some cell, in ordinal order.</summary>
    public GeneVocabulary ToVocabulary()
    {
        var expressed = _places.Where(pair => _classes[pair.Value].Length > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        return GeneVocabulary.Of([.. expressed.Select(pair => pair.Key)], [.. expressed.Select(pair => Median(_classes[pair.Value]))]);
    }

    private int Place(string gene)
    {
        if (_places.TryGetValue(gene, out var place))
            return place;
        _classes.Add([]);
        return _places[gene] = _classes.Count - 1;
    }

    private static double Median(uint[] classes)
    {
        var half = (classes.Sum(count => (long)count) + 1) / 2;
        var (at, below) = (0, 0L);
        while ((below += classes[at]) < half)
            at++;
        return Math.Pow(2, LowestOctave + (at + 0.5) / ClassesPerOctave);
    }
}
