using System.Text.Json.Nodes;
using Tsumugi.Formats.Expression;
using Tsumugi.Formats.Images;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Torch.Tests.Training;

/// <summary>Tiny recipes and made-up genes, the same in every test.</summary>
internal static class SmallRun
{
    private const string Letters = "ARNDCQEGHILKMFPSTWYV";
    private static readonly string[] Codons = ["GCT", "CGT", "AAT", "GAT", "TGT", "CAA", "GAA", "GGT", "CAT", "ATT", "CTT", "AAA", "ATG", "TTT", "CCT", "TCT", "ACT", "TGG", "TAT", "GTT"];
    private static readonly IReadOnlyList<ExpressionGene> CellGenes = [.. Letters.Select(letter => new ExpressionGene($"ENSG{(int)letter}", $"{letter}"))];
    private static readonly string[] RecordColumns = ["length", "product", "last"];
    private static readonly string[] Atoms = ["C", "O", "N", "C(Cl)", "c1ccccc1", "[N+]"];

    public static IReadOnlyList<GeneViews> Genes(int count)
    {
        var random = new CounterRandom(7, "genes");
        return [.. Enumerable.Range(0, count).Select(gene =>
        {
            int[] residues = [.. Enumerable.Range(0, 20 + random.Below(20, gene, -1)).Select(at => random.Below(20, gene, at))];
            return new GeneViews(
                $"G{gene}", "ATG" + string.Concat(residues.Select(residue => Codons[residue])), "M" + string.Concat(residues.Select(residue => Letters[residue])),
                $"{Letters[residues[0]]} family protein {gene % 5}", false, 11);
        })];
    }

    /// <summary>Rows to train on: the genes in a view of theirs, their DNA by bases or words, their text by bytes, molecules, cells, images and records made of their proteins.</summary>
    public static IReadOnlyList<DataRow> Rows(int count, string view) => [.. Genes(count).Select(gene => new DataRow(
        gene.LocusTag,
        view switch
        {
            Views.Nucleotide or Views.Kmer => gene.Dna,
            Views.Bytes => gene.Text,
            Views.Smiles => string.Concat(gene.Protein.Select(letter => Atoms[letter % Atoms.Length])),
            Views.Cell or Views.ValueBins or Views.Counts => Cell(gene),
            Views.Record => new RecordItem(RecordColumns, [$"{gene.Protein.Length}", gene.Text, gene.Protein[^1] == 'A' ? null : $"{gene.Protein[^1]}"]),
            Views.Image => new ImageItem(() => Drawn(gene)),
            _ => gene[view],
        },
        DataUse.Train,
        []))];

    /// <summary>Expresses a gene for each kind of residue, as often as the protein has it.</summary>
    private static CellItem Cell(GeneViews gene)
    {
        var counts = gene.Protein.CountBy(letter => letter).OrderBy(pair => pair.Key).ToList();
        return new(CellGenes, [.. counts.Select(pair => Letters.IndexOf(pair.Key))], [.. counts.Select(pair => (float)pair.Value)]);
    }

    /// <summary>Eight by eight grey pixels, as light as the residues.</summary>
    private static PixelPlane Drawn(GeneViews gene) =>
        new(8, 8, 1, 8, [.. Enumerable.Range(0, 64).Select(at => (ushort)(12 * Letters.IndexOf(gene.Protein[at % gene.Protein.Length])))]);

    /// <summary>A pretraining recipe as a file has it, with some fields other than usual.</summary>
    public static JsonObject Recipe(JsonObject changed)
    {
        var recipe = new JsonObject
        {
            ["kind"] = "pretrain",
            ["view"] = "protein",
            ["width"] = 32,
            ["layers"] = 2,
            ["heads"] = 2,
            ["maxTokens"] = 64,
            ["vocabulary"] = 0,
            ["tokensPerStep"] = 512,
            ["maskShare"] = 0.15,
            ["steps"] = 24,
            ["warmup"] = 4,
            ["learningRate"] = 0.003,
            ["weightDecay"] = 0.01,
            ["device"] = "cpu",
        };
        foreach (var (field, value) in changed)
            recipe[field] = value?.DeepClone();
        return recipe;
    }

    public static PretrainRecipe Pretrain(string view, int steps = 12) => new()
    {
        View = view,
        Width = 16,
        Layers = 2,
        Heads = 2,
        MaxTokens = 40,
        Vocabulary = view is Views.Text or Views.Bytes ? 300 : 0,
        Kmer = view == Views.Kmer ? new(3, 2) : null,
        Bins = 4,
        Image = view == Views.Image ? new(8, 2, 1) : null,
        TokensPerStep = 400,
        Question = new(TokenQuestionRecipe.Masked, 0.15),
        Schedule = new(steps, 2, 0.003, 0.01),
        Device = "cpu",
    };
}

/// <summary>Remembers losses, and asks to stop after a step.</summary>
internal sealed class Recorder(int stopAfter = int.MaxValue) : ITrainingObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public List<double> Losses { get; } = [];

    public List<string> Logs { get; } = [];

    public CancellationToken Stop => _stop.Token;

    public void Progress(string phase, long step, long total)
    {
        if (step >= stopAfter)
            _stop.Cancel();
    }

    public void Metric(string name, long step, double value)
    {
        if (name == "loss")
            Losses.Add(value);
    }

    public void Log(string text) => Logs.Add(text);

    public void Dispose() => _stop.Dispose();
}

/// <summary>Counts the tensors that are alive after each step.</summary>
internal sealed class Counting(List<long> counts) : ITrainingObserver
{
    public void Progress(string phase, long step, long total)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        counts.Add(torch.Tensor.TotalCount);
    }

    public void Metric(string name, long step, double value)
    {
    }

    public void Log(string text)
    {
    }
}

internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tsumugi-torch-").FullName;

    public string Under(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
