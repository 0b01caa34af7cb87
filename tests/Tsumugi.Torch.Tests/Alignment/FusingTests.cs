using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using static Tsumugi.Torch.Tests.Alignment.SmallSpace;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Alignment;

public sealed class FusingTests
{
    [Fact]
    public void Run_learnsByHeart_whicheverPartsAreShown_andItsFilesAnswerTheSame()
    {
        using var folder = new Folder();
        Connect(folder, "space", Recipe(GeneParts, GenePairs), [Genes()]);
        using var space = Load(folder, "space");
        var (fusion, _, measured) = Fusing.Run(Fuse(), space, Rows(), new(1, folder.Under("run"), "fuse", new Recorder()), CancellationToken.None);
        Assert.Equal(7, measured.Count);
        Assert.Equal(["protein", "dna", "text"], measured[^1].Parts);
        Assert.All(measured, one => Assert.True(one.Measures["accuracy"] > 0.9, $"{string.Join("+", one.Parts)}: {one.Measures["accuracy"]}"));

        fusion.Save(folder.Under("space"));
        using var loaded = Fusion.Load(folder.Under("space"), "kind");
        var item = fusion.Vocabulary.Tokenize([("protein", Vector(space, "protein", "MKTAYIAK")), ("text", Vector(space, "text", "A family"))]);
        Assert.Equal(4, item.Ids.Length);
        Assert.Equal(
            Supervision.Predict(fusion.Trunk, fusion.Head, [item], 100, CPU)[0],
            Supervision.Predict(loaded.Trunk, loaded.Head, [loaded.Vocabulary.Tokenize([("protein", Vector(space, "protein", "MKTAYIAK")), ("text", Vector(space, "text", "A family"))])], 100, CPU)[0]);
    }

    [Fact]
    public void Run_itemsThatLackAPart_areLearnedFromWithoutIt()
    {
        using var folder = new Folder();
        Connect(folder, "space", Recipe(GeneParts, GenePairs), [Genes()]);
        using var space = Load(folder, "space");
        var without = Rows().Select((row, i) => row with { Cells = [i / 2 % 2 == 0 ? null : row.Cells[0], row.Cells[1], row.Cells[2]] }).ToList();
        var (_, _, measured) = Fusing.Run(Fuse() with { Schedule = new(3, 1, 0.01, 0) }, space, without, new(1, folder.Under("run"), "fuse", new Recorder()), CancellationToken.None);
        var (dna, all) = (measured.Single(one => one.Parts is ["dna"]), measured.Single(one => one.Parts is ["protein"]));
        Assert.Equal(all.Items, 2 * dna.Items);
    }

    [Fact]
    public void Run_answersThatNobodyKnows_orPartsThatAreNotThere_areRefused()
    {
        using var folder = new Folder();
        Connect(folder, "space", Recipe(GeneParts, GenePairs), [Genes()]);
        using var space = Load(folder, "space");
        Assert.Throws<UnfitDataException>(() => Fusing.Run(Fuse(), space, [.. Rows().Select(row => row with { Cells = [row.Cells[0], row.Cells[1], null] })], new(1, folder.Under("a"), "fuse", new Recorder()), CancellationToken.None));
        var error = Assert.Throws<InvalidRecipeException>(() => Fusing.Run(Fuse() with { Rows = GenePairs with { Item = "cell" } }, space, Rows(), new(1, folder.Under("b"), "fuse", new Recorder()), CancellationToken.None));
        Assert.Contains("there are protein, dna, text", error.Message, StringComparison.Ordinal);
    }

    private static FuseRecipe Fuse() => new()
    {
        Rows = GenePairs,
        Head = new("kind", "classification", ["kind"], "", Pooling.Mean, 0),
        Width = 16,
        Layers = 1,
        Heads = 2,
        TokensPerStep = 2000,
        ValidationShare = 0,
        Schedule = new(150, 5, 0.01, 0),
        Device = "cpu",
    };

    /// <summary>Each gene to train on and to be asked about, with a class that its sequence decides.</summary>
    private static List<DataRow> Rows() => [.. SmallRun.Genes(16).Select(gene => new DataRow(gene.LocusTag, gene.Protein, DataUse.Train, [gene.Dna, gene.Text + gene.LocusTag, gene.Protein.Length % 2 == 0 ? "even" : "odd"]))
        .SelectMany(row => (DataRow[])[row, row with { Use = DataUse.Test }])];

    private static float[] Vector(ConnectedSpace space, string part, string text)
    {
        var model = space.Parts[part];
        var item = new ItemReader(model.Vocabulary, model.Encoder.Config.MaxTokens).Read(text);
        using var vectors = space.Embed(part, [item], [space.NGrams(part, item.Ids)], CPU);
        return vectors.data<float>().ToArray();
    }
}
