using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Formats.Expression;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Alignment;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Every shipped recipe that trains learns 32 real examples by heart.</summary>
public sealed class OverfitTests(SampleGenes genes) : IClassFixture<SampleGenes>
{
    private const int Examples = 32, Pad = 12;

    /// <summary>Recipes of which the same is asked where their data are looked at.</summary>
    private static readonly Dictionary<string, string[]> Elsewhere = new()
    {
        [nameof(CellTests)] = ["pretrain-cells", "pretrain-cell-values", "pretrain-cell-counts", "finetune-cell-types"],
        [nameof(RecordTests)] = ["pretrain-records", "pretrain-genotypes", "finetune-diagnosis"],
        [nameof(SeriesTests)] = ["pretrain-visits"],
        [nameof(MoleculeTests)] = ["pretrain-smiles", "finetune-solubility"],
        [nameof(ImageTests)] = ["pretrain-images", "finetune-blood-cells"],
        [nameof(TaskTrainingTests)] = ["finetune-fitness", "finetune-structure-lora", "finetune-strand", "continue-protein", "federate-protein", "mixture-protein"],
        [nameof(ShippedSpaceTests)] = ["align", "align-quick", "connect", "connect-cells", "fuse-strand"],
    };

    /// <summary>Changes to the recipe, and what may be left of the nats that are left when nothing is known but how often each token comes.</summary>
    /// <remarks>What is hidden anew at each step is learned slowly, most of all bases in spans on either strand; who has not learned items by heart does not get below their frequencies there.</remarks>
    private static readonly Dictionary<string, (string Changed, double LeftOver)> Pretrained = new()
    {
        ["pretrain-dna"] = ("{}", 0.75),
        ["pretrain-dna-quick"] = ("{}", 0.75),
        ["pretrain-dna-causal"] = ("{}", 0.2),
        ["pretrain-protein"] = ("{}", 0.87),
        ["pretrain-protein-quick"] = ("{}", 0.87),
        ["learn-protein"] = ("{}", 0.87),
        ["pretrain-text"] = ("{}", 0.6),
        ["pretrain-text-quick"] = ("{}", 0.6),
        ["pretrain-protein-fasta"] = ("{}", 0.87),
        ["pretrain-nucleotide"] = ("""{"data.window":14,"steps":700}""", 0.97),
        ["pretrain-reads"] = ("""{"steps":700}""", 0.97),
        ["pretrain-coding-dna"] = ("{}", 0.75),
        ["pretrain-genbank-proteins"] = ("{}", 0.87),
        ["pretrain-variants"] = ("""{"data.flank":7,"steps":700}""", 0.97),
        ["pretrain-cells-geneformer"] = ("{}", 0.85),
    };

    public static TheoryData<string> Names => [.. Pretrained.Keys];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Recipes_thatTrain_areAllAsked()
    {
        string[] others = ["merge", "command", "convert", "export", "measure"];
        var training = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "recipes"), "*.json")
            .Where(path => !others.Contains($"{JsonNode.Parse(File.ReadAllText(path))!["kind"]}"))
            .Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(training.Order(StringComparer.Ordinal), Elsewhere.Values.SelectMany(names => names).Concat(Pretrained.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_shippedRecipe_learns32RealExamplesByHeart(string name)
    {
        using var folder = new Folder();
        var (changed, leftOver) = Pretrained[name];
        var json = Small(name, changed);
        var recipe = PretrainRecipe.Read(json.Deserialize<JsonElement>());
        var files = await FilesAsync(recipe.Data, folder.Under("data"));
        IReadOnlyList<DataRow> rows = recipe.Data is { } data ? await DataRows.ReadAsync(data, "dataset:lab/real", files, [], Stop)
            : [.. (await GeneViews.ReadAsync(genes.Table, Stop)).Where(gene => gene.Named).Select(gene => new DataRow(gene.LocusTag, gene[recipe.View], DataUse.Train, []))];
        rows = [.. rows.Where(row => row.Use == DataUse.Train).DistinctBy(row => row.Item.Content).Take(Examples)];
        Assert.Equal(Examples, rows.Count);

        var recorder = new Recorder();
        var (_, _, vocabulary, _) = Pretraining.Run(recipe, rows, recipe.Genes?.Load(files, Stop), new(1, folder.Under("state"), "run", recorder), Stop);
        var reader = new ItemReader(vocabulary, recipe.MaxTokens);
        var tokens = rows.SelectMany(row => reader.Read(row.Item).Ids[1..^1]).ToList();
        var frequencies = tokens.CountBy(token => token).Sum(pair => -(double)pair.Value / tokens.Count * Math.Log((double)pair.Value / tokens.Count));
        var last = recorder.Losses.TakeLast(30).Average();
        Assert.True(last < leftOver * frequencies, $"{recorder.Losses[0]:0.000} → {last:0.000}; by frequency alone {frequencies:0.000}, ratio {last / frequencies:0.000}");
    }

    /// <summary>The recipe on short items, at a small width; objective, shares and what is read stay as they are.</summary>
    private static JsonObject Small(string name, string changed)
    {
        var recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recipes", name + ".json")))!.AsObject();
        (recipe["width"], recipe["heads"], recipe["layers"], recipe["maxTokens"], recipe["tokensPerStep"]) = (64, 2, 1, 16, 16 * Examples);
        (recipe["steps"], recipe["warmup"], recipe["learningRate"], recipe["weightDecay"]) = (400, 10, 0.003, 0);
        foreach (var (path, value) in JsonNode.Parse(changed)!.AsObject())
        {
            var fields = path.Split('.');
            fields[..^1].Aggregate((JsonNode)recipe, (node, field) => node[field]!)[fields[^1]] = value!.DeepClone();
        }

        return recipe;
    }

    private async Task<IReadOnlyDictionary<string, string>> FilesAsync(DataRecipe? data, string folder)
    {
        var table = data is null ? [] : await GeneViews.ReadAsync(genes.Table, Stop);
        Dictionary<string, string> Text(params (string Path, string Content)[] texts) => texts.ToDictionary(text => text.Path, text =>
        {
            var path = Path.Combine(folder, text.Path);
            File.WriteAllText(path, text.Content);
            return path;
        });
        return data?.Format switch
        {
            null => new Dictionary<string, string>(),
            DataRecipe.GenBank => new Dictionary<string, string> { ["a.gbk.gz"] = Path.Combine(AppContext.BaseDirectory, "samples", "leptospira-kirschneri-h1.gbk.gz") },
            DataRecipe.Fasta when data.Window == 0 => Text(("a.fa", string.Concat(table.Take(100).Select(gene => $">{gene.LocusTag}\n{gene.Protein}\n")))),
            DataRecipe.Fasta => Text(("a.fa", $">chr\n{Genome()}\n")),
            DataRecipe.Fastq => Text(("a.fastq", string.Concat(Genome().Chunk(14).Select((read, i) => $"@r{i}\n{new string(read)}\n+\n{new string('I', read.Length)}\n")))),
            DataRecipe.Gff3 => Text(Annotated(table)),
            DataRecipe.Vcf => Text(Variants()),
            DataRecipe.Expression => Geneformer(texts => Text(texts)),
            _ => throw new ArgumentException($"No real files of the format {data.Format}."),
        };
    }

    /// <summary>Coding sequences of the sample, one after the other on a sequence, every other one on the other strand.</summary>
    private static (string, string)[] Annotated(IReadOnlyList<GeneViews> table)
    {
        var (features, bases) = (new StringBuilder("##gff-version 3\n"), new StringBuilder());
        foreach (var (i, gene) in table.Where(gene => gene.Dna.Length % 3 == 0).Take(60).Index())
        {
            bases.Append('N', Pad).Append(i % 2 == 0 ? gene.Dna : ReverseComplement.Of(gene.Dna));
            features.Append(CultureInfo.InvariantCulture, $"chr\tRefSeq\tCDS\t{bases.Length - gene.Dna.Length + 1}\t{bases.Length}\t.\t{(i % 2 == 0 ? '+' : '-')}\t0\tID={gene.LocusTag}\n");
        }

        return [("a.gff3", $"{features}"), ("a.fna", $">chr\n{bases}\n")];
    }

    /// <summary>Changes of one base, far from each other, on a real sequence.</summary>
    private static (string, string)[] Variants()
    {
        var genome = Genome();
        var lines = Enumerable.Range(1, 60).Select(i => 40 * i).Select(at => $"chr\t{at}\t.\t{genome[at - 1]}\t{(genome[at - 1] == 'A' ? 'G' : 'A')}\t50\tPASS\t.\n");
        return [("a.vcf", "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n" + string.Concat(lines)), ("a.fa", $">chr\n{genome}\n")];
    }

    /// <summary>Real cells, and dictionaries as the makers of Geneformer write them, of the genes that the cells have.</summary>
    private static Dictionary<string, string> Geneformer(Func<(string, string)[], Dictionary<string, string>> write)
    {
        var cells = SharedData.File("cell", "10x_pbmc68k_reduced.h5ad");
        using var matrix = ExpressionMatrix.Open(cells, new() { Matrix = "raw" });
        var names = matrix.Genes.Select(gene => gene.Id).ToList();
        var files = write(
        [
            ("token_dictionary.pkl", JsonSerializer.Serialize(((string[])["<pad>", "<mask>", "<cls>", "<eos>"]).Concat(names).Index().ToDictionary(pair => pair.Item, pair => pair.Index))),
            ("gene_median_dictionary.pkl", JsonSerializer.Serialize(names.Index().ToDictionary(pair => pair.Item, pair => 1 + (0.5 * (pair.Index % 4))))),
        ]);
        files["pbmc.h5ad"] = cells;
        return files;
    }

    /// <summary>The first bases of a genome of E. coli.</summary>
    private static string Genome()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(SharedData.File("dna", "ecoli_536_NC_008253.fna.gz")), CompressionMode.Decompress));
        lines.ReadLine();
        var bases = new StringBuilder();
        while (bases.Length < 4000)
            bases.Append(lines.ReadLine());
        return $"{bases}";
    }
}
