using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Encoders;

public sealed class EncoderTests
{
    internal static readonly EncoderConfig Config = new()
    {
        View = "protein",
        Vocabulary = 33,
        Padding = 1,
        Width = 32,
        Layers = 2,
        Heads = 2,
        MaxTokens = 64,
        Mask = 32,
    };

    private static readonly int[][] Items = [[0, 5, 6, 2], [0, 7, 8, 9, 10, 32, 12, 2], [0, 4, 2], [0, 9, 9, 2], [0, 32, 32, 11, 2]];

    public static TheoryData<string> Shapes => [.. ShapesByName.Keys];

    private static readonly Dictionary<string, EncoderConfig> ShapesByName = new()
    {
        ["rotary, gelu"] = Config,
        ["learned places"] = Config with { Positions = Positions.Learned },
        ["sets"] = Config with { Positions = Positions.None },
        ["swiglu, narrow feed"] = Config with { Activation = Activation.SwiGlu, FeedWidth = 48 },
        ["causal"] = Config with { Causal = true },
        ["token dropout"] = Config with { TokenDropout = true },
        ["numbers beside tokens"] = Config with { Numbers = 3, Positions = Positions.None },
        ["norm after embedding, none at the end"] = Config with { EmbeddingNorm = true, FinalNorm = false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_packedPaddedAndAlone_giveTheSame(string shape)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = Grown(new Encoder(ShapesByName[shape]));
        List<TokenizedItem> items = [.. Items.Select(ids => Beside(ids, encoder.Config.Numbers))];
        var (packed, padded) = (Batch.Pack(items, CPU), Batch.Pad(items, Config.Padding, CPU));
        var (fromPacked, fromPadded) = (encoder.forward(packed), encoder.forward(padded));
        var (pooled, pooledPadded) = (encoder.Pool(packed), encoder.Pool(padded));
        for (var row = 0; row < Items.Length; row++)
        {
            var single = Batch.Pack([items[row]], CPU);
            var alone = encoder.forward(single);
            Same(alone, fromPacked.narrow(0, packed.Starts[row], Items[row].Length));
            Same(alone, fromPadded.narrow(0, padded.Starts[row], Items[row].Length));
            Same(encoder.Pool(single)[0], pooled[row]);
            Same(pooled[row], pooledPadded[row]);
        }
    }

    [Fact]
    public void Forward_anotherItemChanges_restStaysToTheBit()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = Grown(new Encoder(Config));
        var (before, after) = (Batch.Pack(Items, CPU), Batch.Pack([.. Items[..4], [0, 20, 21, 22, 2]], CPU));
        var (first, second) = (encoder.forward(before), encoder.forward(after));
        for (var row = 0; row < 4; row++)
        {
            Assert.True(first.narrow(0, before.Starts[row], Items[row].Length).Equals(second.narrow(0, after.Starts[row], Items[row].Length)), $"row {row}");
        }
    }

    [Fact]
    public void Forward_numbersBesideTokens_matter_andAreToldFromHiddenOnes()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = Grown(new Encoder(ShapesByName["numbers beside tokens"]));
        float[][] numbers = [new float[12], [0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0], [0, 0, 0, float.NaN, float.NaN, float.NaN, 0, 0, 0, 0, 0, 0]];
        var pooled = encoder.Pool(Batch.Pack([.. numbers.Select(one => new TokenizedItem([0, 5, 6, 2]) { Numbers = one })], CPU));
        foreach (var (one, other) in new[] { (0, 1), (0, 2), (1, 2) })
            Assert.True((pooled[one] - pooled[other]).abs().max().item<float>() > 1e-3f, $"{one} and {other}");
        Assert.Contains("3 numbers beside each token", Assert.Throws<ArgumentException>(() => encoder.forward(Batch.Pack(Items, CPU))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PoolAll_itemsAsTheyCome_giveEachWhatItGivesAlone_inTheirOrder()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = Grown(new Encoder(Config));
        float[][] vectors = [.. encoder.PoolAll(Items, CPU, tokensPerBatch: 6)];
        Assert.Equal(Items.Length, vectors.Length);
        foreach (var (row, item) in Items.Index())
            Same(encoder.Pool(Batch.Pack([item], CPU))[0], tensor(vectors[row]));
    }

    [Theory]
    [InlineData("rotary, gelu", true)]
    [InlineData("sets", false)]
    public void Forward_tokensInAnotherOrder_matterUnlessItemsAreSets(string shape, bool matters)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = Grown(new Encoder(ShapesByName[shape]));
        var difference = (encoder.Pool(Batch.Pack([[5, 6, 7, 8]], CPU)) - encoder.Pool(Batch.Pack([[8, 6, 5, 7]], CPU))).abs().max().item<float>();
        Assert.Equal(matters, difference > 1e-3f);
    }

    [Fact]
    public void Forward_causal_laterTokensDoNotReachBack()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = Grown(new Encoder(Config with { Causal = true }));
        var (one, other) = (encoder.forward(Batch.Pack([[5, 6, 7, 8, 9]], CPU)), encoder.forward(Batch.Pack([[5, 6, 7, 8, 20]], CPU)));
        Same(one.narrow(0, 0, 4), other.narrow(0, 0, 4));
        Assert.True((one[4] - other[4]).abs().max().item<float>() > 1e-3f);
    }

    [Fact]
    public void Adapt_untrained_changesNothing_trainedAndMerged_isTheSameMap_andTheRestStandsStill()
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var encoder = Grown(new Encoder(Config));
        var batch = Batch.Pack(Items, CPU);
        var before = encoder.forward(batch);
        foreach (var parameter in encoder.parameters())
            parameter.requires_grad = false;
        foreach (var (_, map) in encoder.Projections())
            map.Adapt(4, 8);
        Same(before, encoder.forward(batch));
        Assert.All(encoder.named_parameters().Where(row => row.parameter.requires_grad), row => Assert.Contains("adapter", row.name, StringComparison.Ordinal));

        using (no_grad())
        {
            foreach (var (_, parameter) in encoder.named_parameters().Where(row => row.name.EndsWith("adapterUp", StringComparison.Ordinal)))
                nn.init.normal_(parameter, 0, 0.1);
        }

        var adapted = encoder.forward(batch);
        Assert.True((adapted - before).abs().max().item<float>() > 1e-2f);
        foreach (var (_, map) in encoder.Projections())
            map.Merge();
        Same(adapted, encoder.forward(batch));
        Assert.DoesNotContain(encoder.named_parameters(), row => row.name.Contains("adapter", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_otherArchitecture_listsEveryTensorThatDoesNotFit()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "a.safetensors");
        ParameterFile.Save(path, Named(new Encoder(Config with { Layers = 3, Vocabulary = 40 })).Where(row => !row.Name.EndsWith("_norm.bias", StringComparison.Ordinal)));
        var error = Assert.Throws<ParameterMismatchException>(() => ParameterFile.Load(path, Named(new Encoder(Config))));
        Assert.Contains(error.Faults, fault => fault.StartsWith("missing", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.StartsWith("unexpected _blocks.2.", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Contains("[40, 32], not [33, 32]", StringComparison.Ordinal));
    }

    /// <summary>Weights large enough that attention is far from even.</summary>
    internal static T Grown<T>(T encoder) where T : nn.Module
    {
        using (no_grad())
        {
            foreach (var parameter in encoder.parameters().Where(parameter => parameter.dim() == 2))
                parameter.mul_(8);
        }

        return encoder;
    }

    internal static void Same(Tensor wanted, Tensor found) => Assert.True(
        (wanted - found).abs().max().item<float>() < 1e-5f, $"differ by up to {(wanted - found).abs().max().item<float>()}");

    private static List<(string Name, Tensor Tensor)> Named(Encoder encoder) => [.. encoder.named_parameters().Select(row => (row.name, (Tensor)row.parameter))];

    /// <summary>Ids with made-up numbers, those of the last token hidden.</summary>
    private static TokenizedItem Beside(int[] ids, int numbers) => numbers == 0 ? new(ids) : new(ids)
    {
        Numbers = [.. Enumerable.Range(0, ids.Length * numbers).Select(i => i < (ids.Length - 1) * numbers ? ids[i / numbers] * 0.1f + i % numbers : float.NaN)],
    };
}
