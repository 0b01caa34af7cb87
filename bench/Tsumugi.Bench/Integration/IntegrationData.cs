using Tsumugi.Bench.Suites;
using Tsumugi.Formats.Sequences;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Splits;
using Tsumugi.Torch.Training;

namespace Tsumugi.Bench.Integration;

/// <summary>Proteins of UniRef and of E. coli, dealt out to four institutions of which none has what another has, and what none of them has.</summary>
/// <param name="Ancestor">Of UniRef; the model that all begin from has seen these.</param>
/// <param name="Parts">Two of UniRef, two of E. coli; of E. coli families stand on one side.</param>
/// <param name="Validation">Of both, for choosing among merges.</param>
/// <param name="TestUniRef">Of no part.</param>
/// <param name="TestEcoli">Of no family of any part.</param>
/// <param name="Known">Some genes of the two parts of E. coli, whose descriptions teach which vector means what.</param>
/// <param name="Unseen">Genes of <paramref name="TestEcoli"/>.</param>
internal sealed record IntegrationData(
    IReadOnlyList<DataRow> Ancestor, IReadOnlyList<IReadOnlyList<DataRow>> Parts, IReadOnlyList<DataRow> Validation, IReadOnlyList<DataRow> TestUniRef, IReadOnlyList<DataRow> TestEcoli,
    IReadOnlyList<Gene> Known, IReadOnlyList<Gene> Unseen)
{
    private const int Each = 1500;
    private const int HeldOut = 300;
    private const int DescribedOfEach = 500;
    private const int Word = 5;
    private const int SharedWords = 5;

    public static async Task<IntegrationData> ReadAsync(CancellationToken ct)
    {
        var random = new CounterRandom(1, "parts");
        var proteins = await ProteinsAsync(ct);
        List<string> uniref = [.. random.Order(proteins.Count, 0).Select(place => proteins[place])];
        var genes = Gene.Read(BenchData.Existing("text/ecoli_k12_dna_protein_text.tsv.gz"));
        var families = SequenceClusters.ByWords([.. genes.Select(gene => gene.Protein)], Word, SharedWords).Index().GroupBy(row => row.Item).Select(family => family.Select(row => genes[row.Index]).ToList()).ToList();
        var dealt = (List<Gene>[])[[], [], [], []]; // test, validation, and two parts
        foreach (var family in random.Order(families.Count, 1).Select(place => families[place]))
            dealt[dealt[0].Count + family.Count <= HeldOut ? 0 : dealt[1].Count + family.Count <= HeldOut / 2 ? 1 : dealt[2].Count <= dealt[3].Count ? 2 : 3].AddRange(family);
        return new(
            Rows(uniref.Skip(0).Take(Each)),
            [Rows(uniref.Skip(Each).Take(Each)), Rows(uniref.Skip(2 * Each).Take(Each)), Rows(dealt[2].Select(gene => gene.Protein)), Rows(dealt[3].Select(gene => gene.Protein))],
            Rows(uniref.Skip(3 * Each).Take(HeldOut / 2).Concat(dealt[1].Select(gene => gene.Protein))),
            Rows(uniref.Skip(3 * Each + HeldOut).Take(HeldOut)),
            Rows(dealt[0].Select(gene => gene.Protein)),
            [.. dealt[2].Take(DescribedOfEach).Concat(dealt[3].Take(DescribedOfEach))],
            dealt[0]);
    }

    private static IReadOnlyList<DataRow> Rows(IEnumerable<string> sequences) => [.. sequences.Index().Select(row => new DataRow($"{row.Index}", row.Item, DataUse.Train, []))];

    private static async Task<List<string>> ProteinsAsync(CancellationToken ct)
    {
        var proteins = new List<string>();
        var path = BenchData.Existing("protein/bionemo_uniref_10000.parquet");
        await using var file = File.OpenRead(path);
        await foreach (var protein in SequenceFiles.ReadAsync(path, file, SequenceOptions.Default, ct))
            proteins.Add(protein.Sequence);
        return proteins;
    }
}
