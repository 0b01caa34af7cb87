using System.Text.RegularExpressions;
using Tsumugi.Formats.Genes;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>What a gene's views are made of, as numbers that neither order nor length of the sequence can hide.</summary>
internal static partial class GeneFeatures
{
    private const string Residues = "ACDEFGHIKLMNPQRSTVWY";
    private const string Bases = "ACGT";

    /// <summary>Residues at either end that are counted by themselves: signal peptides, anchors.</summary>
    private const int End = 30;

    /// <summary>A helix that spans a membrane has some nineteen residues, with a mean hydropathy above 1.6 (Kyte and Doolittle 1982).</summary>
    private const int Helix = 19;
    private const double Spanning = 1.6;

    private static readonly double[] Quantiles = [0, 0.25, 0.5, 0.75, 0.9, 1];

    /// <summary>Kyte and Doolittle 1982, in the order of <see cref="Residues"/>.</summary>
    private static readonly double[] Hydropathy =
        [1.8, 2.5, -3.5, -3.5, 2.8, -0.4, -3.2, 4.5, -3.9, 3.8, 1.9, -3.5, -1.6, -3.5, -4.5, -0.8, -0.7, 4.2, -0.9, -1.3];

    /// <returns>Share of each of the 64 codons.</returns>
    public static double[] CodonUsage(string dna)
    {
        var shares = new double[64];
        for (var start = 0; start + 3 <= dna.Length; start += 3)
        {
            var codon = 16 * Bases.IndexOf(dna[start], StringComparison.Ordinal) + 4 * Bases.IndexOf(dna[start + 1], StringComparison.Ordinal) + Bases.IndexOf(dna[start + 2], StringComparison.Ordinal);
            shares[codon] += 3.0 / dna.Length;
        }

        return shares;
    }

    /// <returns>Share of each of the 400 pairs of residues so far apart; 1 for neighbours.</returns>
    public static double[] Dipeptides(string protein, int apart = 1)
    {
        var shares = new double[Residues.Length * Residues.Length];
        for (var i = 0; i + apart < protein.Length; i++)
        {
            var (first, second) = (Residues.IndexOf(protein[i], StringComparison.Ordinal), Residues.IndexOf(protein[i + apart], StringComparison.Ordinal));
            if (first >= 0 && second >= 0)
                shares[first * Residues.Length + second] += 1.0 / (protein.Length - apart);
        }

        return shares;
    }

    /// <summary>Everything of a protein that the model sees; roots, so that rare pairs count beside common ones.</summary>
    public static double[] OfProtein(string protein) =>
    [
        .. Enumerable.Range(1, 4).SelectMany(apart => Dipeptides(protein, apart)).Select(Math.Sqrt),
        .. Composition(protein), .. Composition(protein[..Math.Min(End, protein.Length)]), .. Composition(protein[^Math.Min(End, protein.Length)..]),
        Math.Log(protein.Length), .. Membrane(protein),
    ];

    /// <summary>Everything of the coding DNA that the model sees: codon usage, and what its translation shows.</summary>
    public static double[] OfDna(Gene gene) => [.. CodonUsage(gene.Dna).Select(Math.Sqrt), .. OfProtein(GeneticCode.Translate(gene.Dna, 11).TrimEnd('*'))];

    /// <summary>Words of texts by how rare they are, on the strongest directions of the training texts (latent semantic analysis, Deerwester et al. 1990).</summary>
    /// <returns>[training, directions] and [test, directions], float64.</returns>
    public static (Tensor Training, Tensor Test) Texts(string[] training, string[] test, int directions)
    {
        using var scope = NewDisposeScope();
        var holders = training.SelectMany(text => Words(text).Distinct()).CountBy(word => word).Where(word => word.Value > 1).ToDictionary();
        var columns = holders.Keys.Order(StringComparer.Ordinal).Index().ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal);

        Tensor Rows(string[] texts)
        {
            var weights = new double[texts.Length * columns.Count];
            foreach (var (row, text) in texts.Index())
            {
                foreach (var word in Words(text))
                {
                    if (columns.TryGetValue(word, out var column))
                        weights[row * columns.Count + column] += Math.Log((double)training.Length / holders[word]);
                }
            }

            return nn.functional.normalize(tensor(weights, [texts.Length, columns.Count]), dim: 1);
        }

        var known = Rows(training);
        var strongest = Strongest(known, directions);
        return (known.matmul(strongest).MoveToOuterDisposeScope(), Rows(test).matmul(strongest).MoveToOuterDisposeScope());
    }

    /// <summary>By rounds of multiplication and orthogonalisation, from the same beginning each time.</summary>
    /// <returns>[columns, directions]</returns>
    private static Tensor Strongest(Tensor rows, int directions)
    {
        var random = new CounterRandom(0, "directions");
        var (columns, start) = (rows.shape[1], new double[rows.shape[1] * directions]);
        for (var i = 0; i < start.Length; i++)
            start[i] = random.Uniform(0, i) - 0.5;
        var found = tensor(start, [columns, directions]);
        for (var round = 0; round < 8; round++)
            found = linalg.qr(rows.t().matmul(rows.matmul(found))).Q;
        return found;
    }

    private static IEnumerable<string> Words(string text) => WordPattern().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex("[a-z0-9+']+")]
    private static partial Regex WordPattern();

    private static double[] Composition(string protein) =>
        [.. Residues.Select(residue => Math.Sqrt((double)protein.Count(letter => letter == residue) / Math.Max(1, protein.Length)))];

    /// <returns>Spanning helices, and quantiles of the hydropathy of windows as long as one.</returns>
    private static double[] Membrane(string protein)
    {
        double[] along = [.. protein.Select(letter => Residues.IndexOf(letter, StringComparison.Ordinal) is var at and >= 0 ? Hydropathy[at] : 0)];
        var windows = new double[Math.Max(1, along.Length - Helix + 1)];
        for (var start = 0; start < windows.Length; start++)
            windows[start] = along.AsSpan(start, Math.Min(Helix, along.Length)).ToArray().Average();
        var helices = 0;
        for (var start = 0; start < windows.Length; start++)
        {
            if (windows[start] > Spanning)
                (helices, start) = (helices + 1, start + Helix);
        }

        Array.Sort(windows);
        return [helices, Math.Log(1 + helices), .. Quantiles.Select(share => windows[(int)(share * (windows.Length - 1))])];
    }
}
