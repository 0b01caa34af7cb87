using CsCheck;
using Tsumugi.Formats;
using Tsumugi.Formats.Expression;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Cells;

namespace Tsumugi.Torch.Tests.Tokens;

public sealed class CellTokenizerTests
{
    private static readonly string[] Genes = [.. Enumerable.Range(0, 40).Select(i => $"ENSG{i:D3}")];

    [Fact]
    public void RankValue_genesStandByTheirValueOverTheMedian()
    {
        Gen.Select(Gen.Int[1, 40], Gen.Int, Gen.Bool).Sample((expressed, seed, reversed) =>
        {
            var random = new Random(seed);
            double[] medians = [.. Genes.Select(_ => random.Next(1, 5) / 2.0)];
            var vocabulary = GeneVocabulary.Of(Genes, medians);
            string[] order = reversed ? [.. Genes.Reverse()] : Genes;
            var mapping = vocabulary.Map([.. order.Select(gene => new ExpressionGene(gene, gene))]);
            int[] genes = [.. Enumerable.Range(0, 40).OrderBy(_ => random.Next()).Take(expressed).Order()];
            float[] values = [.. genes.Select(_ => (float)random.Next(0, 6))];
            values[0] = 1;
            int[] expected = [.. genes.Zip(values, (gene, value) => (Id: mapping.Tokens[gene], Value: value))
                .Where(one => one.Value > 0)
                .OrderByDescending(one => (float)(one.Value * 10_000.0 / values.Sum() / medians[one.Id - 4])).ThenBy(one => one.Id).Select(one => one.Id)];
            var ids = new RankValueTokenizer(vocabulary).Tokenize(new(mapping, genes, values), 2048).Ids;
            Assert.Equal([2, .. expected, 3], ids);
            Assert.Equal([2, .. expected.Take(3), 3], new RankValueTokenizer(vocabulary).Tokenize(new(mapping, genes, values), 5).Ids);
        }, iter: 300, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void RadixOrder_keepsTheOrderOfEqualKeys()
    {
        Gen.ULong.Array[1, 500].Sample(keys =>
        {
            for (var i = 0; i < keys.Length; i += 3)
                keys[i] = keys[0] & 0xFFFFFFFF00000000 | (uint)i;
            var sorted = (ulong[])keys.Clone();
            RadixOrder.Sort(sorted, [4, 5, 6, 7]);
            Assert.Equal(keys.OrderBy(key => key >> 32), sorted);
        }, iter: 200, threads: 1, seed: "0000000000001");
    }

    [Fact]
    public void GeneVocabulary_ofGeneformer_isReadIdForId()
    {
        using var folder = new Folder();
        var (tokens, medians) = (Path.Combine(folder.Path, "tokens.json"), Path.Combine(folder.Path, "medians.json"));
        File.WriteAllText(tokens, """{"<pad>":0,"<mask>":1,"ENSG001":2,"ENSG000":3}""");
        File.WriteAllText(medians, """{"ENSG000":2.0,"ENSG001":0.5}""");
        GeneVocabulary Read() => GeneVocabulary.FromDictionary(
            GeneDictionary.Read(tokens, "tokens.json", TestContext.Current.CancellationToken), GeneDictionary.Read(medians, "medians.json", TestContext.Current.CancellationToken));
        var vocabulary = Read();
        var mapping = vocabulary.Map([new("ENSG000.7", "A"), new("ENSG001", "B"), new("other", "ENSG001"), new("ADT", "ADT", "Antibody Capture")]);
        Assert.Equal([3, 2, GeneMapping.None, GeneMapping.None], mapping.Tokens);
        Assert.Equal((3, 1), (mapping.Coverage.Total, mapping.Coverage.Unknown));
        // The first version of Geneformer marks neither beginning nor end.
        Assert.Equal([2, 3], new RankValueTokenizer(vocabulary).Tokenize(new(mapping, [0, 1], [3f, 1f]), 2048).Ids);
        vocabulary.WriteTo(folder.Path);
        Assert.Equal(vocabulary.Medians, GeneVocabulary.Load(folder.Path).Medians);
        Assert.Contains("other", Assert.Throws<LowCoverageException>(() => mapping.RequireAtLeast(0.9)).Message, StringComparison.Ordinal);
        File.WriteAllText(tokens, """{"<pad>":0,"<mask>":1,"ENSG001":2,"ENSG000":4}""");
        Assert.Contains("ENSG000", Assert.Throws<InvalidDataException>(Read).Message, StringComparison.Ordinal);
    }

    /// <summary>Written by CPython's pickle, protocol 4.</summary>
    [Fact]
    public void GeneDictionary_pickled_isReadAsItsJsonIs_andNothingInItIsRun()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "content");
        IReadOnlyDictionary<string, double> Read(string hex)
        {
            File.WriteAllBytes(path, Convert.FromHexString(hex));
            return GeneDictionary.Read(path, "tokens.pkl", TestContext.Current.CancellationToken);
        }

        var tokens = Read("80049532000000000000007d94288c053c7061643e944b008c063c6d61736b3e944b018c07454e5347303031944b028c07454e5347303030944b03752e");
        Assert.Equal([("<pad>", 0), ("<mask>", 1), ("ENSG001", 2), ("ENSG000", 3)], tokens.Select(pair => (pair.Key, (int)pair.Value)));
        var medians = Read("8004952b000000000000007d94288c07454e534730303194473fe00000000000008c07454e534730303094474000000000000000752e");
        Assert.Equal((0.5, 2.0), (medians["ENSG001"], medians["ENSG000"]));
        Assert.Equal(["<pad>", "<mask>", "ENSG001", "ENSG000"], GeneVocabulary.FromDictionary(tokens, medians).Tokens);
        Assert.Contains("There is no median for 'ENSG000'", Assert.Throws<InvalidDataException>(() => GeneVocabulary.FromDictionary(tokens, new Dictionary<string, double> { ["ENSG001"] = 1 })).Message, StringComparison.Ordinal);

        // {'a': os.system}, a list, a dictionary of texts, one cut off.
        foreach (var (hex, says) in new[]
        {
            ("80027d71005801000000617101636f730a73797374656d0a7102732e", "tokens.pkl, byte 13, os.system"), ("80025d71002e", "It is no dictionary"),
            ("80027d710058010000006171015801000000627102732e", "a: Its value is no number"), ("80027d7100", "tokens.pkl"),
        })
        {
            var error = Assert.Throws<InvalidFileException>(() => Read(hex));
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.Contains("Write it as JSON", error.Message, StringComparison.Ordinal);
        }

        File.WriteAllText(path, """{"a":"b"}""");
        Assert.Contains("tokens.json is no JSON object of numbers", Assert.Throws<InvalidDataException>(() => GeneDictionary.Read(path, "tokens.json", TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValueBins_areTheQuantilesOfTheCell()
    {
        var vocabulary = GeneVocabulary.Of(Genes);
        var mapping = vocabulary.Map([.. Genes.Select(gene => new ExpressionGene(gene, gene))]);
        var item = new ValueBinTokenizer(vocabulary, bins: 5).Tokenize(new(mapping, [0, 1, 2, 3, 4, 5], [4f, 1f, 2f, 0f, 3f, 4f]), 100);
        // Quantiles of 1, 2, 3, 4, 4 at 0, 1/3, 2/3, 1 are 1, 2⅓, 3⅔, 4; numpy.digitize counts those not above a value.
        Assert.Equal([2, 4, 5, 6, 8, 9, 3], item.Ids);
        Assert.Equal([0, 1, 0.25f, 0.25f, 0.5f, 1, 0], item.Numbers!);
        Assert.Equal([0, 4, 1, 2, 3, 4, 0], new CountTokenizer(vocabulary).Tokenize(new(mapping, [0, 1, 2, 3, 4, 5], [4f, 1f, 2f, 0f, 3f, 4f]), 100).Numbers!.Select(number => MathF.Round(MathF.Exp(number) - 1, 4)));
        Assert.Equal([2, 4, 9, 3], new CountTokenizer(vocabulary).Tokenize(new(mapping, [0, 1, 2, 3, 4, 5], [4f, 1f, 2f, 0f, 3f, 4f]), 4).Ids);
    }

    [Fact]
    public void Cell_ofScaledValuesOrWithoutKnownGenes_isRefused()
    {
        var vocabulary = GeneVocabulary.Of(Genes);
        var mapping = vocabulary.Map([new("ENSG000", "A"), new("none", "none")]);
        var tokenizer = new RankValueTokenizer(vocabulary);
        Assert.Contains("-1", Assert.Throws<UnreadableItemException>(() => tokenizer.Tokenize(new(mapping, [0], [-1f]), 10)).Message, StringComparison.Ordinal);
        Assert.Contains("no gene", Assert.Throws<UnreadableItemException>(() => tokenizer.Tokenize(new(mapping, [1], [1f]), 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TabulaMuris_cells_becomeTokensWithTheMediansLearnedFromThem()
    {
        using var matrix = ExpressionMatrix.Open(SharedData.File("cell/tabula_muris_train_4000x2000.h5"));
        var learning = new GeneMedians();
        learning.Add(matrix, TestContext.Current.CancellationToken);
        var vocabulary = learning.ToVocabulary();
        var mapping = vocabulary.Map(matrix.Genes);
        var (seen, tokenizer, tally) = (new Dictionary<int, List<double>>(), new RankValueTokenizer(vocabulary), new CoverageTally("genes"));
        foreach (var block in matrix.Blocks(TestContext.Current.CancellationToken))
        {
            for (var cell = 0; cell < block.Count; cell++)
            {
                var total = block.Values(cell).ToArray().Sum(value => (double)value);
                if (total == 0)
                    continue;
                var ids = tokenizer.Tokenize(new(mapping, block.Genes(cell), block.Values(cell)), 4096, tally).Ids;
                Assert.Equal(block.Genes(cell).Length + 2, ids.Length);
                for (var i = 0; i < block.Genes(cell).Length; i++)
                {
                    var id = mapping.Tokens[block.Genes(cell)[i]];
                    if (!seen.TryGetValue(id, out var values))
                        seen[id] = values = [];
                    values.Add(block.Values(cell)[i] * 10_000 / total);
                }
            }
        }

        Assert.Equal(1, tally.Result().Share);
        Assert.Equal(vocabulary.Tokens.Count - 4, seen.Count);
        foreach (var (id, values) in seen)
        {
            values.Sort();
            Assert.InRange(vocabulary.Medians[id] / values[(values.Count - 1) / 2], 0.98, 1.02);
        }
    }

    [Fact]
    public void TenX_genesOfAnotherSpecies_areRefused()
    {
        using var matrix = ExpressionMatrix.Open(SharedData.File("cell/10x_filtered_feature_bc_matrix_3.0.0.h5"));
        var mapping = GeneVocabulary.Of(["ENSMUSG00000000001"]).Map(matrix.Genes);
        var error = Assert.Throws<LowCoverageException>(() => mapping.RequireAtLeast(0.5));
        Assert.Equal(0, error.Coverage.Share);
        Assert.Contains("ENSG", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check the species", error.Message, StringComparison.Ordinal);
    }
}
